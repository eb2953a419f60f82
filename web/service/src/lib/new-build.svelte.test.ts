import { expect, test, vi } from "vitest";
import { type Api, ApiError, Unreachable } from "./api";
import { NewBuild } from "./new-build.svelte";

function formOf(prompt: string): NewBuild {
  const form = new NewBuild();
  form.project = "shop";
  form.prompt = prompt;
  return form;
}

/** An API whose answers come one after the other, and the keys that it was called with. */
function apiOf(...answers: unknown[]) {
  const keys: unknown[] = [];
  const call = vi.fn(async (_: string, input: { key?: string }) => {
    keys.push(input.key);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { api: { call } as unknown as Api, keys, call };
}

test("what is empty is not sent", () => {
  expect(formOf("Add a page").spec()).toEqual({ prompt: "Add a page", auto_commit: true, auto_push: false });
});

test("everything, with variables of their kinds", () => {
  const form = formOf("x");
  Object.assign(form, { template: " svelte ", callbackUrl: "https://example.org/", pushes: true });
  for (const [name, kind, text] of [["title", "text", "12"], ["port", "number", "12"], ["dark", "yes or no", "yes"], ["odd", "number", "twelve"], ["", "text", "lost"]] as const) {
    form.addVariable();
    Object.assign(form.variables.at(-1) ?? {}, { name, kind, text });
  }
  expect(form.spec()).toEqual({
    prompt: "x",
    template: "svelte",
    callback_url: "https://example.org/",
    auto_commit: true,
    auto_push: true,
    variables: { title: "12", port: 12, dark: true, odd: "twelve" },
  });
});

test("nothing is pushed that is not committed", () => {
  const form = formOf("x");
  Object.assign(form, { commits: false, pushes: true });
  expect(form.spec()).toMatchObject({ auto_commit: false, auto_push: false });
});

test("without an answer, the same again is the same build; another one is not", async () => {
  const { api, keys } = apiOf(new Unreachable("no"), new Unreachable("no"), { task_id: "7" });
  const form = formOf("one");
  expect(await form.send(api)).toBeNull();
  expect(form.problem?.title).toBe("no");
  await form.send(api);
  form.prompt = "two";
  expect(await form.send(api)).toBe("7");
  expect(keys[0]).toBe(keys[1]);
  expect(keys[2]).not.toBe(keys[1]);
});

test("a refusal names the fields, and the next try is a new one", async () => {
  const errors = [{ field: "template", message: "there is none" }];
  const { api, keys } = apiOf(new ApiError({ type: "", title: "Invalid", status: 422, errors }), { task_id: "7" });
  const form = formOf("x");
  await form.send(api);
  expect([form.faultOf("template"), form.faultOf("prompt")]).toEqual(["there is none", null]);
  await form.send(api);
  expect(form.problem).toBeNull();
  expect(keys[0]).not.toBe(keys[1]);
});
