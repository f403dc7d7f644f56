/** The calls of the engine that are steps on a resource. */
import type { handleUnaryCall } from "@grpc/grpc-js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../lifecycle/values";
import { CallFailure, unary } from "./calls";
import type { Engine } from "./engine";
import { checkFailures, stepErrorFor } from "./failures";
import type { PluginDiff, PluginResource, Target } from "./resource";
import { answered, received, secretMembers, secretTexts } from "./wire";

type Steps = Pick<IResourceProviderServer, "check" | "diff" | "create" | "read" | "update" | "delete">;

export function stepsOf(engine: () => Engine): Steps {
  /**
   * The error of a step quotes no secret of the given maps, and contains the completed part of the step. The last map
   * decides which outputs are secrets.
   */
  const step = <Request extends { getUrn(): string }, Response>(
    maps: (request: Request) => readonly (Struct | undefined)[],
    run: (request: Request, resource: PluginResource, target: Target) => Promise<Response>,
  ): handleUnaryCall<Request, Response> =>
    unary(async (request) => {
      const [, , type = "", ...name] = request.getUrn().split("::");
      const resource = engine().resource(type.split("$").at(-1) ?? "");
      const given = maps(request);
      const target = {
        urn: request.getUrn(),
        logicalName: name.join("::"),
        secretNames: secretMembers(given.at(-1)),
        secretTexts: given.flatMap(secretTexts),
      };
      try {
        return await run(request, resource, target);
      } catch (error) {
        const secrets = [...resource.secrets(...given.map(received)), ...target.secretTexts];
        const save = (outputs: Properties): Struct => answered(outputs, resource.secretNames, given.at(-1));
        throw new CallFailure(stepErrorFor(error, secrets, save));
      }
    });

  const both = (request: messages.CheckRequest | messages.DiffRequest | messages.UpdateRequest) => [
    request.getOlds(),
    request.getNews(),
  ];

  return {
    check: step<messages.CheckRequest, messages.CheckResponse>(both, async (request, resource, target) => {
      const news = request.getNews();
      const { inputs, failures } = await resource.check(target, received(request.getOlds()), received(news));
      return new messages.CheckResponse()
        .setInputs(answered(inputs, resource.secretNames, news))
        .setFailuresList(checkFailures(failures));
    }),
    diff: step<messages.DiffRequest, messages.DiffResponse>(both, async (request, resource, target) =>
      diffResponse(await resource.diff(target, beforeOf(request), received(request.getNews()))),
    ),
    create: step<messages.CreateRequest, messages.CreateResponse>(
      (request) => [request.getProperties()],
      async (request, resource, target) => {
        const created = await resource.create(target, received(request.getProperties()), request.getPreview());
        return new messages.CreateResponse()
          .setId(created.id)
          .setProperties(answered(created.outputs, resource.secretNames, request.getProperties()));
      },
    ),
    read: step<messages.ReadRequest, messages.ReadResponse>(
      (request) => [request.getInputs(), request.getProperties()],
      async (request, resource, target) => {
        const isImport = !request.hasProperties() && !request.hasInputs();
        const before = { outputs: received(request.getProperties()), inputs: received(request.getInputs()) };
        const { id, outputs, inputs } = await resource.read(target, request.getId(), isImport ? undefined : before);
        const response = new messages.ReadResponse().setId(id);
        if (id === "") {
          return response;
        }
        response.setProperties(answered(outputs, resource.secretNames, request.getProperties()));
        return inputs === undefined
          ? response
          : response.setInputs(answered(inputs, resource.secretNames, request.getInputs()));
      },
    ),
    update: step<messages.UpdateRequest, messages.UpdateResponse>(both, async (request, resource, target) => {
      const news = request.getNews();
      const outputs = await resource.update(target, beforeOf(request), received(news), request.getPreview());
      return new messages.UpdateResponse().setProperties(answered(outputs, resource.secretNames, news));
    }),
    delete: step<messages.DeleteRequest, Empty>(
      (request) => [request.getProperties()],
      async (request, resource, target) => {
        await resource.delete(target, request.getId(), received(request.getProperties()));
        return new Empty();
      },
    ),
  };
}

function beforeOf(request: messages.DiffRequest | messages.UpdateRequest) {
  return {
    id: request.getId(),
    outputs: received(request.getOlds()),
    inputs: received(request.getOldInputs()),
  };
}

function diffResponse({ changes, replaces, deleteBeforeReplace, names }: PluginDiff): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME, DIFF_UNKNOWN } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse()
    .setChanges(changes === undefined ? DIFF_UNKNOWN : changes ? DIFF_SOME : DIFF_NONE)
    .setReplacesList(replaces)
    .setDeletebeforereplace(deleteBeforeReplace);
  if (names !== undefined) {
    response.setHasdetaileddiff(true);
    for (const name of names) {
      const { UPDATE } = messages.PropertyDiff.Kind;
      response.getDetaileddiffMap().set(name, new messages.PropertyDiff().setKind(UPDATE).setInputdiff(true));
    }
  }
  return response;
}
