/** A number of clicks, for people. */
export const format = (count: number): string => `${count} ${count === 1 ? "click" : "clicks"}`;
