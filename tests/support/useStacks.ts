/** Stacks on the real engine that are removed after their test. */
import type { Emulator } from "cloudflare-mcp-emulator";
import { TestStack, type StackOptions } from "./stack";

/** Stacks for the tests of one file; each is removed after its test, whatever came of it. */
export function useStacks(): (cloudflare: Emulator, options: StackOptions) => Promise<TestStack> {
  const stacks: TestStack[] = [];
  afterEach(() => {
    for (const stack of stacks.splice(0)) {
      stack.remove();
    }
  });
  return async (cloudflare, options) => {
    const stack = await TestStack.create(cloudflare, options);
    stacks.push(stack);
    return stack;
  };
}
