/** The form for a build, what it asks for, and what is wrong with it. */
import { type Api, ApiError, newKey, problemIn } from "./api";
import type { BuildSpec, Problem, Variable } from "./api-types";

export type VariableKind = "text" | "number" | "yes or no";

export interface VariableRow {
  id: number;
  name: string;
  kind: VariableKind;
  text: string;
}

export class NewBuild {
  prompt = $state("");
  project = $state("");
  template = $state("");
  callbackUrl = $state("");
  commits = $state(true);
  pushes = $state(false);
  variables = $state<VariableRow[]>([]);
  problem = $state.raw<Problem | null>(null);
  isSending = $state(false);
  #rows = 0;
  /** A request that got no answer may have been taken: the same again is the same build. */
  #sent: { body: string; key: string } | null = null;

  addVariable(): void {
    this.variables.push({ id: ++this.#rows, name: "", kind: "text", text: "" });
  }

  removeVariable(id: number): void {
    this.variables = this.variables.filter((row) => row.id !== id);
  }

  /** What is wrong with a field, in the service's words. */
  faultOf(name: string): string | null {
    return this.problem?.errors?.find(({ field }) => field === name)?.message ?? null;
  }

  /** Sends it; the build's id, or null where the service refuses. */
  async send(api: Api): Promise<string | null> {
    const body = this.spec();
    const text = JSON.stringify([this.project, body]);
    if (this.#sent?.body !== text) this.#sent = { body: text, key: newKey() };
    this.isSending = true;
    this.problem = null;
    try {
      const queued = await api.call("create_build", { path: { project: this.project }, body, key: this.#sent.key });
      return queued.task_id;
    } catch (error) {
      this.problem = problemIn(error);
      if (error instanceof ApiError) this.#sent = null;
      return null;
    } finally {
      this.isSending = false;
    }
  }

  spec(): BuildSpec {
    const variables = Object.fromEntries(this.variables.filter((row) => row.name.trim() !== "").map((row) => [row.name.trim(), valueOf(row)]));
    return {
      prompt: this.prompt,
      auto_commit: this.commits,
      auto_push: this.commits && this.pushes,
      ...(this.template.trim() ? { template: this.template.trim() } : {}),
      ...(this.callbackUrl.trim() ? { callback_url: this.callbackUrl.trim() } : {}),
      ...(Object.keys(variables).length > 0 ? { variables } : {}),
    };
  }
}

function valueOf({ kind, text }: VariableRow): Variable {
  if (kind === "yes or no") return text === "yes";
  const number = Number(text);
  // What is no number is for the service to refuse, in its own words.
  return kind === "number" && text.trim() !== "" && Number.isSafeInteger(number) ? number : text;
}
