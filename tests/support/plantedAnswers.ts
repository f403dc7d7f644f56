/** Answers of an API and an upstream that quote credentials wherever an answer has a text: as a value, a key or a name. */
import type { Fault, FaultAction } from "cloudflare-mcp-emulator";
import fc from "fast-check";
import { encodings } from "./encodings";

type Json = Readonly<Record<string, unknown>>;

/** Texts that quote, one after the other: each credential in each encoding, in an order of chance. */
export class Planter {
  private readonly texts: string[];
  private used = 0;

  constructor(
    quotable: readonly string[],
    private readonly chance: () => number,
  ) {
    const choose = (): boolean => this.chance() < 0.5;
    this.texts = quotable
      .flatMap((secret) => Object.values(encodings).map((encode) => this.sentence(encode(secret, choose))))
      .map((text) => ({ text, at: this.chance() }))
      .sort((one, other) => one.at - other.at)
      .map(({ text }) => text);
  }

  next(): string {
    const text = this.texts[this.used % this.texts.length] ?? "";
    this.used += 1;
    return text;
  }

  /** Messages are shortened at 500 characters and at 200: a half of a secret must not be left. */
  private sentence(quoted: string): string {
    const forms = [
      quoted,
      `The upstream refused ${quoted}, it said.`,
      `Authorization: ${quoted}`,
      `"${quoted}"`,
      `token=${quoted}&more=1`,
      `${"word ".repeat(98)}${"x".repeat(Math.floor(this.chance() * 9))} ${quoted} is wrong`,
      `${"y".repeat(180 + Math.floor(this.chance() * 19))} ${quoted}`,
    ];
    return forms[Math.floor(this.chance() * forms.length)] ?? quoted;
  }
}

export function planterOf(quotable: readonly string[], seed: number): Planter {
  return new Planter(quotable, chanceFrom(seed));
}

/** A generator of its own, so that a seed of the property gives the same texts again. */
export function chanceFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

export const seeds = fc.nat();

export class PlantedAnswers {
  constructor(private readonly planter: Planter) {}

  definition(name: string = this.text()): Json {
    return {
      name,
      title: this.text(),
      description: this.text(),
      inputSchema: {
        type: "object",
        properties: {
          [this.text()]: { type: "string", description: this.text(), default: this.text(), enum: [this.text()] },
          nested: { type: "array", items: { anyOf: [{ const: this.text() }, { $ref: `#/$defs/${this.text()}` }] } },
        },
        required: [this.text()],
      },
      annotations: { title: this.text(), [this.text()]: true },
      _meta: { [this.text()]: [[this.text()], { [this.text()]: { [this.text()]: this.text() } }] },
      [this.text()]: this.text(),
    };
  }

  server(id: string, known: Json): Json {
    return {
      id,
      name: this.text(),
      description: this.text(),
      auth_type: known.authType,
      updated_tools: [{ name: this.text(), alias: this.text(), description: this.text(), enabled: false }],
      updated_prompts: [{ name: this.text(), alias: this.text(), description: this.text() }],
      tools: [this.definition(), this.definition("search"), { name: "quiet", description: "Quotes nothing" }],
      prompts: [this.definition()],
      status: this.text(),
      authentication_status: this.text(),
      auth_config_summary: {
        auth_mode: this.text(),
        config: { authorization_endpoint: this.text(), [this.text()]: this.text() },
        registration_info: { client_id: this.text(), redirect_uris: [this.text()], scope: this.text() },
        has_client_secret: true,
        client_secret_version: this.text(),
        [this.text()]: this.text(),
      },
      error: this.text(),
      error_details: { cause: this.text(), [this.text()]: [this.text()] },
      ...this.times(),
      ...known,
    };
  }

  portal(id: string, servers: readonly Json[], known: Json = {}): Json {
    return {
      id,
      name: this.text(),
      hostname: "mcp.example.com",
      description: this.text(),
      code_mode: this.text(),
      servers,
      ...this.times(),
      ...known,
    };
  }

  /** A row of a portal. It has its server whole. */
  row(serverId: string, known: Json = {}): Json {
    const override = (name: string): Json => ({
      name,
      enabled: true,
      portal_alias: this.text(),
      portal_description: this.text(),
      server_alias: this.text(),
      server_description: this.text(),
    });
    return {
      ...this.server(serverId, { hostname: this.text(), authType: this.text() }),
      server_id: serverId,
      default_disabled: false,
      on_behalf: false,
      updated_tools: [override(this.text()), override("search")],
      updated_prompts: [override(this.text())],
      ...known,
    };
  }

  sync(more: Json = {}): Json {
    return {
      status: "error",
      error: this.text(),
      error_details: { cause: this.text(), retryable: false, [this.text()]: this.text(), ...more },
      [this.text()]: this.text(),
    };
  }

  refusal(code = 1003): Json {
    const error = (depth: number): Json => ({
      code,
      message: this.text(),
      path: [this.text(), "hostname"],
      documentation_url: this.text(),
      source: { pointer: this.text() },
      ...(depth > 0 && { error_chain: [error(depth - 1), error(0)] }),
    });
    return {
      success: false,
      result: null,
      errors: [error(3), error(0)],
      messages: [{ code, message: this.text() }],
      [this.text()]: this.text(),
    };
  }

  /** Every way in which an API says no, or something else answers in its place. */
  failures(): Readonly<Record<string, FaultAction>> {
    const headers = {
      "retry-after": latin1(this.text()),
      ratelimit: latin1(this.text()),
      "x-trace": latin1(this.text()),
    };
    const answer = (status: number, body: unknown, more: object = {}): FaultAction => ({
      action: "answer",
      status,
      body,
      headers,
      ...more,
    });
    const page = `<html><title>${this.text()}</title><body>${this.text()}</body></html>`;
    return {
      "a refusal": answer(400, this.refusal()),
      "no permission": answer(403, this.refusal(10_000)),
      "no authentication": answer(401, this.refusal(10_001)),
      "a conflict": answer(409, this.refusal(7003)),
      "an error of the API": answer(500, this.refusal()),
      "a rate limit": answer(429, this.refusal(10_429)),
      "an HTML page": answer(502, page, { contentType: "text/html" }),
      "a page with a good status": answer(200, page, { contentType: `text/html; charset=utf-8` }),
      "a text": answer(400, this.text(), { contentType: "text/plain" }),
      "broken JSON": answer(200, `{"success": true, "result": "${this.text()}`),
      "JSON of another form": answer(200, { [this.text()]: this.text() }),
      "a redirect": answer(302, "", {
        headers: { location: `https://example.com/${encodeURIComponent(this.text())}` },
      }),
      "about another object": success({ ...this.server(this.text(), { hostname: "https://x.example.com" }) }),
      "no object": success([this.text()]),
    };
  }

  text(): string {
    return this.planter.next();
  }

  private times(): Json {
    return {
      last_synced: this.text(),
      last_successful_sync: this.text(),
      created_at: this.text(),
      created_by: this.text(),
      modified_at: this.text(),
      modified_by: this.text(),
      [this.text()]: this.text(),
    };
  }
}

export const failureNames = Object.keys(new PlantedAnswers(planterOf(["nothing"], 0)).failures());

export function success(result: unknown, more: Json = {}): FaultAction {
  const info = Array.isArray(result) ? { result_info: { page: 1, per_page: 100, total_count: result.length } } : {};
  return { action: "answer", status: 200, body: { success: true, errors: [], messages: [], result, ...info, ...more } };
}

/** The same answer for each such call. */
export function always(method: string, path: string, action: FaultAction): Fault {
  return { method, path, times: "always", ...action };
}

/** What a header can hold. */
function latin1(text: string): string {
  return text.replace(/[^ -~]/g, "");
}
