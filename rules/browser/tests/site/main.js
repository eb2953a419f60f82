const heading = document.createElement("h1");
heading.textContent = "Made by a script";
document.body.append(heading);
