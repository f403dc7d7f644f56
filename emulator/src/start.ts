/** Puts the parts of an emulator together and listens on loopback. */
import fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { Access } from "./access/access";
import { seededOrganization } from "./access/seed";
import { baseApiPath } from "./apiPaths";
import type { BackDoor } from "./backDoor/backDoor";
import { callControls } from "./backDoor/callControls";
import { backDoorRoutes } from "./backDoor/routes";
import { portalControls, serverControls } from "./backDoor/storeControls";
import { surroundingControls } from "./backDoor/surroundingControls";
import type { Emulator, EmulatorOptions } from "./emulator";
import { apiRoutes } from "./http/apiRoutes";
import { Authenticator } from "./http/access";
import { failureEnvelope } from "./http/envelopes";
import { Faults } from "./http/faults";
import { parseBodies } from "./http/parseBodies";
import { RateLimit } from "./http/rateLimit";
import { isFromProgram, refuse, refuseWebPages } from "./http/refuseWebPages";
import { RequestLog } from "./http/requestLog";
import { defaultIdentities, type Identities } from "./identities";
import { openApiDocument } from "./openapi/document";
import { PermissionBoard } from "./permissions";
import { Portals } from "./portals/portals";
import { withCurrentRows } from "./portals/rows";
import { noRoute } from "./refusals";
import { Servers } from "./servers/servers";
import { loadDataFile, saveDataFile } from "./store/dataFile";
import { Store } from "./store/store";
import { SwitchBoard } from "./switches";
import { Zones } from "./zones/zones";

/** Starts an emulator on loopback. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { now = Date.now } = options;
  const identities = { ...defaultIdentities, ...options.identities };
  const switches = new SwitchBoard(options.switches ?? {});
  const closing = new AbortController();

  const store = openStore(identities, switches, options.dataFile);
  const common = { store, switches: switches.current, now, writer: identities.email };
  const servers = new Servers({ ...common, signal: closing.signal });
  const portals = new Portals(common);
  const log = new RequestLog();
  const faults = new Faults();
  const permissions = new PermissionBoard();
  const stored = { ...common, servers, portals, accountId: identities.accountId };
  const backDoor: BackDoor = {
    ...callControls({ log, faults, switches, permissions }),
    ...serverControls(stored),
    ...portalControls(stored),
    ...surroundingControls(stored),
  };

  const app = webServer();
  const baseUrl = (): string => `${app.listeningOrigin}${baseApiPath}`;
  await app.register(
    (admin, _options, done) => {
      backDoorRoutes(admin, backDoor, () => openApiDocument(baseUrl()));
      done();
    },
    { prefix: "/__emulator" },
  );
  await app.register((api, _options, done) => {
    apiRoutes(api, {
      ...common,
      servers,
      portals,
      zones: new Zones(common),
      access: new Access(common),
      permissions,
      authenticator: new Authenticator(identities),
      rateLimit: new RateLimit(now),
      faults,
      log,
      onAnswer: options.onAnswer ?? (() => undefined),
      onHeld: options.onHeld ?? (() => undefined),
      signal: closing.signal,
    });
    done();
  });
  await app.listen({ port: options.port ?? 0, host: "127.0.0.1" });

  return {
    ...identities,
    ...backDoor,
    baseUrl: baseUrl(),
    settled: () => servers.settled(),
    close: async () => {
      closing.abort();
      await app.close();
      await servers.settled();
    },
  };
}

function openStore(identities: Identities, switches: SwitchBoard, dataFile: string | undefined): Store {
  return new Store({
    accountIds: [identities.accountId, identities.secondAccountId],
    content: dataFile === undefined ? {} : loadDataFile(dataFile),
    fresh: { organizations: [seededOrganization({})] },
    consistent: (account) => withCurrentRows(account, switches.current()),
    save: (content) => {
      if (dataFile !== undefined) {
        saveDataFile(dataFile, content);
      }
    },
  });
}

/** Far above a portal of many servers with many reviewed descriptions. */
const largestBody = 50 * 1024 * 1024;

function webServer(): FastifyInstance {
  const app = fastify({
    bodyLimit: largestBody,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    // The API refuses an over-long id by its form (observed), so the router must let it through.
    routerOptions: { maxParamLength: 10_000 },
    // A request without a Host gets the refusal that says why.
    http: { requireHostHeader: false },
    // A path that cannot be decoded reaches no route, and no hook.
    frameworkErrors: (_error, request, reply: FastifyReply) => {
      if (isFromProgram(request.headers)) {
        void reply.code(400).send(failureEnvelope(noRoute(400, request.url).errors));
      } else {
        refuse(reply);
      }
    },
  });
  refuseWebPages(app);
  parseBodies(app);
  return app;
}
