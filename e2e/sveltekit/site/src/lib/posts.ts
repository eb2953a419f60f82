export interface Post {
  slug: string;
  title: string;
}

export const posts: Post[] = [{ slug: "first", title: "The first post" }];
