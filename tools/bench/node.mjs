// The Node.js that this program runs on, for those that it starts: under rules_js's js_binary, process.execPath is
// a script that needs the variables of js_binary, and this variable names the program.
export const NODE = process.env.JS_BINARY__NODE_BINARY || process.execPath;
