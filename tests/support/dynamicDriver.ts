/** The provider as Pulumi's provider process calls it: dynamic.ts, here in this process. */
import type * as dynamic from "../../provider/src/dynamic";
import { SavedFailure, type Driver, type Properties } from "./deployment";

interface Checked {
  readonly inputs: Properties;
  readonly failures?: readonly { readonly reason: string }[];
}

type Provider = Required<ReturnType<typeof dynamic.provider>>;

/** The provider of one process, loaded anew: it remembers, as the engine's does for a command. It reads `process.env`. */
export function dynamicDriver(): Driver {
  jest.resetModules();
  const { provider } = jest.requireActual<typeof dynamic>("../../provider/src/dynamic");
  const providers = { McpServer: provider("McpServer"), McpPortal: provider("McpPortal") };
  const of = ({ __provider: text }: Properties): Provider =>
    providers[String(text).includes("McpPortal") ? "McpPortal" : "McpServer"] as Provider;
  const saving = <Result>(run: Promise<Result>): Promise<Result> =>
    run.catch((error: unknown) => {
      const {
        id,
        properties = {},
        reasons = [],
      } = error as {
        readonly id?: string;
        readonly properties?: Properties;
        readonly reasons?: readonly string[];
      };
      throw id === undefined ? error : new SavedFailure(id, properties, reasons);
    });
  // The host adds the provider's text to results.
  const answered = (properties: Properties, { __provider }: Properties): Properties => ({ ...properties, __provider });
  return {
    check: async (olds, news) => {
      const { inputs, failures } = (await of(news).check(olds, news)) as Checked;
      return {
        inputs: answered(inputs, news),
        failures: (failures ?? []).map(({ reason }) => reason),
      };
    },
    diff: async (id, olds, news) => {
      const { changes, replaces = [] } = await of(news).diff(id, olds, news);
      return { changes, replaces };
    },
    create: async (inputs) => {
      const { id, outs } = (await saving(of(inputs).create(inputs))) as { id: string; outs: Properties };
      return { id, outputs: answered(outs, inputs) };
    },
    read: async (id, outputs) => {
      const read = (await of(outputs).read(id, outputs)) as { id: string; props: Properties; inputs?: Properties };
      return {
        id: read.id,
        outputs: answered(read.props, outputs),
        inputs: read.inputs && answered(read.inputs, outputs),
      };
    },
    update: async (id, olds, news) =>
      answered((await saving(of(news).update(id, olds, news))).outs as Properties, news),
    delete: (id, outputs) => of(outputs).delete(id, outputs),
  };
}
