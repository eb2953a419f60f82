/** What the native module of the demo app offers. */
export declare function answer(): number;
