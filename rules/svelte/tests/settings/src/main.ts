const { VITE_API, VITE_COMMIT, VITE_STAGE } = import.meta.env;

const somethingThatMinifiersShorten = [VITE_API, VITE_COMMIT, VITE_STAGE].join(" ");
document.body.append(somethingThatMinifiersShorten, somethingThatMinifiersShorten.toUpperCase());
