import fastify, { type FastifyReply } from "fastify";
import { loadDataFile, saveDataFile } from "./dataFile";
import { adminRoutes } from "./http/adminRoutes";
import { baseApiPath } from "./http/apiPaths";
import { apiRoutes, type Answer } from "./http/apiRoutes";
import { Authenticator } from "./http/authenticate";
import { parseBodies } from "./http/bodies";
import { failureEnvelope } from "./http/envelopes";
import { noRoute } from "./http/errors";
import { Faults, type Fault, type FaultState } from "./http/faults";
import { RateLimit } from "./http/rateLimit";
import { RequestLog, type RecordedRequest } from "./http/requestLog";
import { defaultIdentities, type Identities } from "./identities";
import { openApiDocument } from "./openapi/document";
import { numberedServers, seededServer } from "./servers/seed";
import { Servers } from "./servers/servers";
import type { StoredServer } from "./servers/storedServer";
import type { WriteContext } from "./servers/write";
import { Store } from "./store";
import { changedSwitches, defaultSwitches, type Switches } from "./switches";

export interface EmulatorOptions {
  /** A free one when left out. */
  readonly port?: number;
  /** Accounts, tokens and key, where they should differ from the fixed defaults. */
  readonly identities?: Partial<Identities>;
  readonly switches?: Partial<Switches>;
  /** Keeps the servers in this file. In memory only when left out. */
  readonly dataFile?: string;
  /** The clock, in milliseconds, for times in answers and for the limit of calls. */
  readonly now?: () => number;
  /** Sees every answer of the API before it leaves, except those that a fault made up. */
  readonly onAnswer?: (answer: Answer) => void;
}

/** A running emulator. Methods without an account id work on the first account. */
export interface Emulator extends Identities {
  /** What to set as Cloudflare's API base URL. */
  readonly baseUrl: string;

  requests(): readonly RecordedRequest[];
  clearRequests(): void;

  addFault(fault: Fault): void;
  faults(): readonly FaultState[];
  clearFaults(): void;

  setSwitches(changes: Partial<Switches>): void;
  switches(): Switches;

  /** What is stored, with the credentials that the API never returns. */
  server(id: string, accountId?: string): StoredServer | undefined;
  servers(accountId?: string): StoredServer[];

  /** Changes that nobody made through the API. */
  editServer(id: string, changes: Partial<StoredServer>, accountId?: string): void;
  removeServer(id: string, accountId?: string): void;
  seedServer(server: Partial<StoredServer> & { id: string }, accountId?: string): void;
  /** Adds servers with the ids server-0001, server-0002 and so on. */
  seedServers(count: number, accountId?: string): void;

  /** Plays the login of an OAuth server; the upstream server is then read with the access token, if there is one. */
  login(id: string, accountId?: string, accessToken?: string): Promise<StoredServer>;
  /** Resolves when no discovery is running in the background. */
  settled(): Promise<void>;

  /** Ends all connections, also those with an unanswered call. */
  close(): Promise<void>;
}

/** Starts an emulator on loopback. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { dataFile, now = Date.now } = options;
  const identities = { ...defaultIdentities, ...options.identities };
  let switches = changedSwitches(defaultSwitches(), options.switches ?? {});
  const currentSwitches = (): Switches => switches;
  const closing = new AbortController();

  const store = new Store(
    [identities.accountId, identities.secondAccountId],
    dataFile === undefined ? {} : loadDataFile(dataFile),
    (content) => {
      if (dataFile !== undefined) {
        saveDataFile(dataFile, content);
      }
    },
  );
  const servers = new Servers({
    store,
    switches: currentSwitches,
    now,
    writer: identities.email,
    signal: closing.signal,
  });
  const log = new RequestLog();
  const faults = new Faults();

  const app = fastify({
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    // An over-long id is refused by its form (observed), so the router must let it through.
    routerOptions: { maxParamLength: 10_000 },
    // A path that cannot be decoded reaches no route.
    frameworkErrors: (_error, request, reply: FastifyReply) => {
      void reply.code(400).send(failureEnvelope(noRoute(400, request.url).errors));
    },
  });
  parseBodies(app);
  await app.register(
    (admin, _options, done) => {
      adminRoutes(admin, { emulator: () => emulator, openApi: () => openApiDocument(emulator.baseUrl) });
      done();
    },
    { prefix: "/__emulator" },
  );
  await app.register((api, _options, done) => {
    apiRoutes(api, {
      store,
      servers,
      switches: currentSwitches,
      authenticator: new Authenticator(identities),
      rateLimit: new RateLimit(now),
      faults,
      log,
      onAnswer: options.onAnswer ?? (() => undefined),
      signal: closing.signal,
    });
    done();
  });

  const accountOr = (accountId: string | undefined): string => accountId ?? identities.accountId;
  const context = (): WriteContext => ({ switches, now: now(), writer: identities.email });
  const seed = (seeds: readonly (Partial<StoredServer> & { id: string })[], accountId?: string): void => {
    store.putServers(
      accountOr(accountId),
      seeds.map((fields) => seededServer(fields, context())),
    );
  };

  const origin = await app.listen({ port: options.port ?? 0, host: "127.0.0.1" });

  const emulator: Emulator = {
    ...identities,
    baseUrl: `${origin}${baseApiPath}`,

    requests: () => log.requests(),
    clearRequests: () => {
      log.clear();
    },

    addFault: (fault) => {
      faults.add(fault);
    },
    faults: () => faults.list(),
    clearFaults: () => {
      faults.clear();
    },

    setSwitches: (changes) => {
      switches = changedSwitches(switches, changes);
    },
    switches: currentSwitches,

    server: (id, accountId) => store.server(accountOr(accountId), id),
    servers: (accountId) => store.servers(accountOr(accountId)),

    editServer: (id, changes, accountId) => {
      const stored = store.server(accountOr(accountId), id);
      if (stored === undefined) {
        throw new Error(`There is no server "${id}" to edit.`);
      }
      store.putServers(accountOr(accountId), [{ ...stored, ...changes, id }]);
    },
    removeServer: (id, accountId) => {
      if (store.server(accountOr(accountId), id) === undefined) {
        throw new Error(`There is no server "${id}" to remove.`);
      }
      store.deleteServer(accountOr(accountId), id);
    },
    seedServer: (server, accountId) => {
      seed([server], accountId);
    },
    seedServers: (count, accountId) => {
      seed(numberedServers(count), accountId);
    },

    login: (id, accountId, accessToken) => servers.login(accountOr(accountId), id, accessToken ?? null),
    settled: () => servers.settled(),

    close: async () => {
      closing.abort();
      await app.close();
      await servers.settled();
    },
  };

  return emulator;
}
