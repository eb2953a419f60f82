// The page's own script: no Node.js here.
document.title = "Hello from the quick start";
