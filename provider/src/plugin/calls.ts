/** Answers gRPC calls with the result or the error of a function. */
import { status, type handleUnaryCall, type ServiceError } from "@grpc/grpc-js";
import { errorFor } from "./failures";

/** An error that is ready for the engine. */
export class CallFailure extends Error {
  constructor(readonly error: Partial<ServiceError>) {
    super(error.message);
  }
}

export function unary<Request, Response>(
  run: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, answer) => {
    Promise.resolve(call.request)
      .then(run)
      .then(
        (response) => {
          answer(null, response);
        },
        (error: unknown) => {
          answer(error instanceof CallFailure ? error.error : errorFor(error, []));
        },
      );
  };
}

export const unimplemented = unary((): never => {
  throw new CallFailure({ code: status.UNIMPLEMENTED, message: "not implemented" });
});
