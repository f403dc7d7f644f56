/** Sends and settles one write. State records the write even if settling fails. */
import type { Collection } from "../cloudflare/collection";
import { CloudflareError } from "../cloudflare/errors";
import { redact } from "../text/redact";
import type { Change } from "./comparison";
import { pulumiId } from "./pulumiId";
import { credentialsOf, outputsOf, updateBody } from "./outputs";
import type { Changed, InAccount, ResourceKind, Session, Settled, Step } from "./resourceKind";
import { reasonOf, type Properties } from "./values";

/**
 * A step that failed after a write. Pulumi saves the outputs, and the next `up` retries the rest. Pulumi shows the
 * reasons, but never the message.
 */
export class PartialFailure extends Error {
  override readonly name = "PartialFailure";
  readonly reasons: readonly string[];

  constructor(
    readonly id: string,
    readonly properties: Properties,
    reason: string,
  ) {
    super(reason);
    this.reasons = [reason];
  }
}

/** An error of a step. It can quote Cloudflare or an upstream. */
export function withoutSecrets(error: unknown, secrets: readonly string[]): unknown {
  const reason = redact(reasonOf(error), secrets);
  if (reason === reasonOf(error)) {
    return error;
  }
  return error instanceof PartialFailure ? new PartialFailure(error.id, error.properties, reason) : new Error(reason);
}

export class Writer<
  Wire extends { readonly id: string },
  Api extends Collection<Wire>,
  Arguments extends InAccount,
  State extends object,
> {
  constructor(private readonly kind: ResourceKind<Wire, Api, Arguments, State>) {}

  /** Sends an update. */
  async send(
    session: Session<Wire, Api>,
    step: "update" | "adopt",
    changes: readonly Change[],
    inputs: Properties,
    previous: Properties,
  ): Promise<Properties> {
    const update = {
      changed: changedOf<Arguments>(changes),
      body: updateBody(changes),
      inputs: inputs as Arguments,
      previous: previous as State,
    };
    const object = await this.kind.send(session, update).catch((error: unknown) => {
      // An object that is being adopted is not in state yet.
      throw step === "adopt" ? error : this.leftOpen(error, session, changes, previous);
    });
    return this.finish(session, step, object, changes, inputs, previous);
  }

  /**
   * A lost answer leaves the credentials at Cloudflare unknown. State forgets both, so the next `up` sends those of the
   * program.
   */
  private leftOpen(
    error: unknown,
    { accountId, id }: Session<Wire, Api>,
    changes: readonly Change[],
    previous: Properties,
  ): unknown {
    const sent = credentialsOf(changes.map(({ field }) => field)).map(({ name }) => name);
    if (!(error instanceof CloudflareError) || !error.details.maybeCommitted || sent.length === 0) {
      return error;
    }
    return new PartialFailure(
      pulumiId(accountId, id),
      { ...previous, ...Object.fromEntries(sent.map((name) => [name, null])) },
      `${error.message} Cloudflare might not have saved the new ${sent.join(" and ")}. Run \`pulumi up\` again to resend them.`,
    );
  }

  /** Settles a write. */
  async finish(
    session: Session<Wire, Api>,
    step: Step,
    object: Wire,
    changes: readonly Change[],
    inputs: Properties,
    previous: Properties,
  ): Promise<Properties> {
    let settled: Settled<Wire>;
    try {
      settled = await this.kind.settle(session, {
        step,
        object,
        inputs: inputs as Arguments,
        previous: previous as State,
        changed: changedOf<Arguments>(changes),
      });
    } catch (error) {
      settled = { object, hidden: this.carried(previous), failure: reasonOf(error) };
    }
    const applied = { ...inputs, ...settled.instead, ...settled.hidden };
    const outs = {
      ...outputsOf(this.kind.table, settled.object, applied, session.secrets),
      ...settled.hidden,
    };
    if (settled.failure !== undefined) {
      throw new PartialFailure(pulumiId(session.accountId, session.id), outs, settled.failure);
    }
    return outs;
  }

  /** The hidden outputs of the previous step. */
  carried(props: Properties): Properties {
    return Object.fromEntries(this.kind.hidden.map((key) => [key, props[key] ?? null]));
  }
}

/** The changes, by argument. */
export function changedOf<Arguments extends InAccount>(changes: readonly Change[]): Changed<Arguments> {
  return Object.fromEntries(changes.map((change) => [change.field.name, change])) as Changed<Arguments>;
}
