/** A generated program, run with classes that only write down what they are given. */
import ts from "typescript";

export interface Declared {
  readonly kind: string;
  readonly name: string;
  /** With a server of a portal as its id, as the class hands it on. */
  readonly args: Readonly<Record<string, unknown>>;
}

class Recorded {
  constructor(readonly name: string) {}
}

/** `secrets` is what the configuration has. */
export function runProgram(text: string, secrets: Readonly<Record<string, string>> = {}): Declared[] {
  const found: Declared[] = [];
  const classOf = (kind: string): unknown =>
    class extends Recorded {
      constructor(name: string, args: object) {
        super(name);
        found.push({ kind, name, args: withIds(args) as Readonly<Record<string, unknown>> });
      }
    };
  const modules: Readonly<Record<string, unknown>> = {
    "@pulumi/pulumi": {
      Config: class {
        getSecret(key: string): string | undefined {
          return secrets[key];
        }
      },
    },
    "pulumi-cloudflare-mcp": { McpServer: classOf("McpServer"), McpPortal: classOf("McpPortal") },
  };
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the program is what is tested
  const run = new Function("require", "exports", "process", outputText) as (
    require: (name: string) => unknown,
    exports: object,
    process: undefined,
  ) => void;
  run((name) => modules[name], {}, undefined);
  return found;
}

function withIds(value: unknown): unknown {
  if (value instanceof Recorded) {
    return { serverId: value.name };
  }
  if (Array.isArray(value)) {
    return value.map(withIds);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const { server, ...rest } = value as Record<string, unknown>;
  const members = Object.entries(rest).map(([name, member]) => [name, withIds(member)]);
  return {
    ...(server instanceof Recorded ? { serverId: server.name } : {}),
    ...(Object.fromEntries(members) as object),
  };
}
