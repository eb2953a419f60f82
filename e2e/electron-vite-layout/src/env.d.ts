declare module "*?asset" {
  const path: string;
  export default path;
}

interface ImportMeta {
  readonly env: { readonly MAIN_VITE_PLACE: string };
}
