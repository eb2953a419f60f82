export const label = (count: number): string => `clicked ${count} times`;
