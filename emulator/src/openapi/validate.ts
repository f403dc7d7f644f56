/** Validates requests by the schemas of the OpenAPI document, and words refusals as the API does. */
import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import { InvalidRequest, type Issue, type RequestPath } from "../refusals";
import { idSchema, listParametersSchema } from "./parameters";
import type { Schema } from "./formSchema";
import { portalSchemas, serverSchemas } from "./objectSchemas";

const strictTypes = makeAjv({});
const textToNumbers = makeAjv({ coerceTypes: true, useDefaults: true });

const bodyValidators = {
  createServer: strictTypes.compile(serverSchemas.createBody),
  updateServer: strictTypes.compile(serverSchemas.updateBody),
  createPortal: strictTypes.compile(portalSchemas.createBody),
  updatePortal: strictTypes.compile(portalSchemas.updateBody),
};
const validateId = strictTypes.compile(idSchema);
const validateList = textToNumbers.compile(listParametersSchema);

export type Body = Readonly<Record<string, unknown>>;

export type BodyName = keyof typeof bodyValidators;

export function checkedBody(name: BodyName, body: unknown): Body {
  check(bodyValidators[name], body, ["body"]);
  return body as Body;
}

export function checkedId(id: string, parameter = "id"): string {
  check(validateId, id, ["params", parameter]);
  return id;
}

export interface ListParameters {
  readonly page: number;
  readonly per_page: number;
  readonly search?: string;
}

/** Turns the texts of a query into numbers and fills in the defaults. */
export function checkedListParameters(query: Readonly<Record<string, unknown>>): ListParameters {
  const parameters = { ...query };
  check(validateList, parameters, ["query"]);
  return parameters as unknown as ListParameters;
}

function makeAjv(options: { coerceTypes?: boolean; useDefaults?: boolean }): Ajv {
  return new Ajv({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    ...options,
    // Accepts what URL accepts, as zod does [guess]; the specification only says "uri".
    formats: { uri: (text: string) => URL.canParse(text) },
  });
}

function check(validate: ValidateFunction, value: unknown, place: RequestPath): void {
  if (!validate(value)) {
    throw new InvalidRequest((validate.errors ?? []).map((error) => toIssue(error, place)));
  }
}

function toIssue(error: ErrorObject, place: RequestPath): Issue {
  const steps = error.instancePath.split("/").slice(1);
  if (error.keyword === "required") {
    return { message: "Required", path: [...place, ...steps, String(error.params.missingProperty)] };
  }
  return { message: wording(error, steps.at(-1)), path: [...place, ...steps] };
}

/**
 * "Expected string, received object", "String must contain at most 32 character(s)" and "client_secret must be a
 * non-empty string" were observed. The first two are the words of the library zod, so the other texts follow zod
 * [guess].
 */
function wording(error: ErrorObject, field: string | undefined): string {
  const parameters = error.params as Readonly<Record<string, unknown>>;
  const limit = String(parameters.limit);
  switch (error.keyword) {
    case "type":
      return `Expected ${firstType(parameters.type)}, received ${typeName(error.data)}`;
    case "minLength":
      return field === "client_secret"
        ? "client_secret must be a non-empty string"
        : `String must contain at least ${limit} character(s)`;
    case "maxLength":
      return `String must contain at most ${limit} character(s)`;
    case "minimum":
      return `Number must be greater than or equal to ${limit}`;
    case "maximum":
      return `Number must be less than or equal to ${limit}`;
    case "enum": {
      const allowed = (error.schema as Schema & readonly unknown[]).map((value) => `'${String(value)}'`).join(" | ");
      const received = typeof error.data === "string" ? `'${error.data}'` : typeName(error.data);
      return `Invalid enum value. Expected ${allowed}, received ${received}`;
    }
    case "format":
      return "Invalid url";
    default:
      return "Invalid";
  }
}

const firstType = (type: unknown): string => String(Array.isArray(type) ? type[0] : type);

function typeName(value: unknown): string {
  if (value === null) {
    return "null";
  }
  return Array.isArray(value) ? "array" : typeof value;
}
