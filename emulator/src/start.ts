import fastify, { type FastifyReply } from "fastify";
import { backDoor } from "./backDoor";
import { loadDataFile, saveDataFile } from "./dataFile";
import type { Emulator, EmulatorOptions } from "./emulator";
import { adminRoutes } from "./http/adminRoutes";
import { baseApiPath } from "./http/apiPaths";
import { apiRoutes } from "./http/apiRoutes";
import { Authenticator } from "./http/authenticate";
import { parseBodies } from "./http/bodies";
import { failureEnvelope } from "./http/envelopes";
import { noRoute } from "./http/errors";
import { Faults } from "./http/faults";
import { RateLimit } from "./http/rateLimit";
import { RequestLog } from "./http/requestLog";
import { defaultIdentities } from "./identities";
import { openApiDocument } from "./openapi/document";
import { Portals } from "./portals/portals";
import { withCurrentRows } from "./portals/rows";
import { Servers } from "./servers/servers";
import { Store } from "./store";
import { changedSwitches, defaultSwitches, type Switches } from "./switches";

/** A portal of many servers with many reviewed descriptions is far below it. */
const largestBody = 50 * 1024 * 1024;

/** Starts an emulator on loopback. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { dataFile, now = Date.now } = options;
  const identities = { ...defaultIdentities, ...options.identities };
  let switches = changedSwitches(defaultSwitches(), options.switches ?? {});
  const currentSwitches = (): Switches => switches;
  const closing = new AbortController();

  const store = new Store({
    accountIds: [identities.accountId, identities.secondAccountId],
    content: dataFile === undefined ? {} : loadDataFile(dataFile),
    consistent: (account) => withCurrentRows(account, switches),
    save: (content) => {
      if (dataFile !== undefined) {
        saveDataFile(dataFile, content);
      }
    },
  });
  const common = { store, switches: currentSwitches, now, writer: identities.email };
  const servers = new Servers({ ...common, signal: closing.signal });
  const portals = new Portals(common);
  const log = new RequestLog();
  const faults = new Faults();

  const app = fastify({
    bodyLimit: largestBody,
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
      portals,
      switches: currentSwitches,
      authenticator: new Authenticator(identities),
      rateLimit: new RateLimit(now),
      faults,
      log,
      onAnswer: options.onAnswer ?? (() => undefined),
      onHeld: options.onHeld ?? (() => undefined),
      now,
      signal: closing.signal,
    });
    done();
  });

  const origin = await app.listen({ port: options.port ?? 0, host: "127.0.0.1" });

  const emulator: Emulator = {
    ...identities,
    ...backDoor({ ...common, servers, portals, accountId: identities.accountId }),
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

    settled: () => servers.settled(),

    close: async () => {
      closing.abort();
      await app.close();
      await servers.settled();
    },
  };

  return emulator;
}
