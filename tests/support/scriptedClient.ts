/** An API client without an API. */
import type { Answer, CloudflareClient, Request } from "../../provider/src/cloudflare/client";
import { CloudflareError, type ErrorKind } from "../../provider/src/cloudflare/errors";

/** A client that keeps what it is asked and gives prepared answers, one after the other. */
export function scripted(...answers: readonly (Partial<Answer<unknown>> | CloudflareError)[]): {
  readonly client: CloudflareClient;
  readonly asked: Request[];
} {
  const asked: Request[] = [];
  const send = (request: Request): Promise<unknown> => {
    asked.push(request);
    const answer = answers[asked.length - 1];
    return answer instanceof CloudflareError ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { client: { send } as unknown as CloudflareClient, asked };
}

export function failure(kind: ErrorKind, reason = "no"): CloudflareError {
  return new CloudflareError("try", { kind, reason, maybeCommitted: false, retryable: false });
}
