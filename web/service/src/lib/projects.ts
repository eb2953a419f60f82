/** All projects that may be seen. */
import type { Api } from "./api";
import type { Project } from "./api-types";

export async function allProjects(api: Api, signal?: AbortSignal): Promise<Project[]> {
  const projects: Project[] = [];
  for (let after: string | null | undefined; ; ) {
    const page = await api.call("list_projects", { query: { limit: 200, ...(after ? { after } : {}) }, ...(signal ? { signal } : {}) });
    projects.push(...page.items);
    after = page.next;
    if (!after) return projects.toSorted((a, b) => a.name.localeCompare(b.name));
  }
}
