import { AsyncLocalStorage } from "node:async_hooks";
import { isDeepStrictEqual } from "node:util";
import type { handleUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { SettingName } from "../config/settings";
import { Claims } from "../lifecycle/token/claims";
import type { Session } from "../lifecycle/session";
import type { Properties } from "../rules";
import { type PluginFunction, pluginFunctions } from "./functions";
import { type PluginResource, pluginResources } from "./resources";
import { failure, initFailed, fromWire, secretProperties, toWire } from "./wire";

/** What the service needs from the process that it runs in. */
export interface Surroundings {
  readonly version: string;
  readonly schema: () => string;
  /** Makes the session of this provider. @throws {IntuneError} `configuration` */
  readonly openSession: (
    setting: (name: SettingName) => string | undefined,
    keys: readonly string[],
  ) => Session;
  /** Shows a message about a resource to the person at the terminal. */
  readonly say: (message: string, urn: string) => void;
  /** Called if the engine attaches to a process that somebody else started. */
  readonly attach: (engineAddress: string) => void;
}

/** A call about one resource. */
interface ResourceCall {
  getUrn(): string;
  getType(): string;
}

/**
 * The provider for programs in any language: Pulumi's gRPC service ResourceProvider, around the same hooks that the
 * dynamic resources have. The engine starts a process for each provider of a stack, and configures it once.
 *
 * Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
 */
export function pluginService(surroundings: Surroundings): UntypedServiceImplementation {
  const { version, schema, openSession, say, attach } = surroundings;
  const calls = new AsyncLocalStorage<() => Session>();
  let settings: Properties = {};
  let opened: Session | undefined;
  const session = (): Session => (opened ??= openSession((name) => asText(settings[name]), keysOf(settings)));
  const resources = pluginResources(() => (calls.getStore() ?? session)(), { partlyMade: initFailed });
  const claims = new Claims();

  /** Handles a call about a resource. Its notices name the resource, and its time-out limits the waiting. */
  function about<Request extends ResourceCall, Response>(
    work: (request: Request, resource: PluginResource) => Promise<Response>,
    timeoutOf: (request: Request) => number = () => 0,
  ): handleUnaryCall<Request, Response> {
    return ({ request }, callback) => {
      const type = request.getType() || (request.getUrn().split("::")[2]?.split("$").at(-1) ?? "");
      const resource = resources[type];
      const run = async (): Promise<Response> => {
        if (resource === undefined) throw new Error(`${type} is not a resource of this provider.`);
        const notify = (message: string) => {
          say(message, request.getUrn());
        };
        return calls.run(viewOf(session, notify, timeoutOf(request)), () => work(request, resource));
      };
      run().then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          callback(failure(error));
        },
      );
    };
  }

  return {
    getPluginInfo: unary(() => {
      const info = new PluginInfo();
      info.setVersion(version);
      return info;
    }),

    getSchema: unary(() => {
      const response = new proto.GetSchemaResponse();
      response.setSchema(schema());
      return response;
    }),

    attach: unary((request: PluginAttach) => {
      attach(request.getAddress());
      return new Empty();
    }),

    configure: unary((request: proto.ConfigureRequest) => {
      settings = fromWire(request.getArgs());
      opened = undefined;
      const response = new proto.ConfigureResponse();
      response.setSupportspreview(true);
      return response;
    }),

    invoke: unary(async (request: proto.InvokeRequest) => {
      const found: PluginFunction | undefined = pluginFunctions[request.getTok()];
      if (found === undefined) throw new Error(`${request.getTok()} is not a function of this provider.`);
      const result = await found.run(session(), fromWire(request.getArgs()));
      const response = new proto.InvokeResponse();
      response.setReturn(toWire(result, found.isSecret ? Object.keys(result) : secretProperties));
      return response;
    }),

    check: about(async (request: proto.CheckRequest, { hooks, claim }) => {
      const { inputs, failures } = await hooks.check(
        fromWire(request.getOlds()),
        fromWire(request.getNews()),
      );
      const urn = request.getUrn();
      const claimed = failures.length > 0 ? undefined : claim?.(session(), inputs);
      const fault = claimed && claims.add(claimed, nameOf(urn), urn);
      const response = new proto.CheckResponse();
      response.setInputs(toWire(inputs));
      response.setFailuresList([
        ...failures.map(({ property, reason }) => checkFailure(property, reason)),
        ...(fault === undefined ? [] : [checkFailure("profileId", fault)]),
      ]);
      return response;
    }),

    diff: about(async (request: proto.DiffRequest, resource) => {
      const olds = fromWire(request.getOlds());
      const news = fromWire(request.getNews());
      const result = await resource.hooks.diff(request.getId(), olds, news);
      const { changes = false, replaces = [], deleteBeforeReplace = false } = result;
      const response = new proto.DiffResponse();
      response.setChanges(
        changes ? proto.DiffResponse.DiffChanges.DIFF_SOME : proto.DiffResponse.DiffChanges.DIFF_NONE,
      );
      response.setReplacesList(replaces);
      response.setDeletebeforereplace(deleteBeforeReplace);
      if (!changes) return response;
      // If an id is only spelled differently, the program's replaceOnChanges must not see a change.
      const changed = Object.entries(resource.arguments)
        .filter(([name, { change }]) => change !== "replace" || replaces.includes(name))
        .map(([name]) => name)
        .filter((name) => !isDeepStrictEqual(olds[name], news[name]));
      for (const name of new Set([...changed, ...replaces])) {
        response
          .getDetaileddiffMap()
          .set(name, propertyDiff(olds[name], news[name], replaces.includes(name)));
      }
      response.setDiffsList(changed);
      response.setHasdetaileddiff(true);
      return response;
    }),

    create: about(
      async (request: proto.CreateRequest, resource) => {
        const response = new proto.CreateResponse();
        const news = fromWire(request.getProperties());
        if (request.getPreview()) {
          response.setProperties(toWire(resource.preview(session(), undefined, news)));
          return response;
        }
        const { id, outs } = await resource.hooks.create(news);
        response.setId(id);
        response.setProperties(toWire(outs));
        return response;
      },
      (request) => request.getTimeout(),
    ),

    read: about(
      async (request: proto.ReadRequest, { hooks, import: importResource }) => {
        const response = new proto.ReadResponse();
        const olds = fromWire(request.getProperties());
        if (Object.keys(olds).length === 0) {
          // Only the id is known: the engine imports the resource, or a program only reads it.
          const { id, state, inputs } = await importResource(session(), request.getId());
          response.setId(id);
          response.setProperties(toWire(state));
          response.setInputs(toWire(inputs));
          return response;
        }
        const { id = "", props, inputs } = await hooks.read(request.getId(), olds);
        response.setId(id);
        // An empty id says that the resource is gone.
        if (id === "") return response;
        response.setProperties(toWire(props));
        response.setInputs(inputs === undefined ? request.getInputs() : toWire(inputs));
        return response;
      },
      (request) => request.getTimeout(),
    ),

    update: about(
      async (request: proto.UpdateRequest, resource) => {
        const response = new proto.UpdateResponse();
        const olds = fromWire(request.getOlds());
        const news = fromWire(request.getNews());
        const outs = request.getPreview()
          ? resource.preview(session(), olds, news)
          : (await resource.hooks.update(request.getId(), olds, news)).outs;
        response.setProperties(toWire(outs));
        return response;
      },
      (request) => request.getTimeout(),
    ),

    delete: about(
      async (request: proto.DeleteRequest, { hooks }) => {
        await hooks.delete(request.getId(), fromWire(request.getProperties()));
        return new Empty();
      },
      (request) => request.getTimeout(),
    ),

    // Running requests are not stopped, because what they make has to get into state. The engine waits for them.
    cancel: unary(() => new Empty()),
  };
}

function unary<Request, Response>(
  work: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return ({ request }, callback) => {
    const run = async (): Promise<Response> => work(request);
    run().then(
      (response) => {
        callback(null, response);
      },
      (error: unknown) => {
        callback(failure(error));
      },
    );
  };
}

/** The provider's session with the notices and the time-out of one call. Sign-in and pacing are shared by all calls. */
function viewOf(
  session: () => Session,
  notify: (message: string) => void,
  timeoutInSeconds: number,
): () => Session {
  let view: Session | undefined;
  return () => {
    if (view !== undefined) return view;
    const providerSession = session();
    const settings = { ...providerSession.settings, propagationTimeoutInSeconds: timeoutInSeconds };
    view = Object.create(providerSession, {
      notify: { value: notify },
      connection: { value: (tenantId?: string) => providerSession.connection(tenantId) },
      ...(timeoutInSeconds > 0 && { settings: { value: settings } }),
    }) as Session;
    return view;
  };
}

/** The engine passes numbers and booleans of the configuration as they are, or as JSON text. */
function asText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The keys as a stack's configuration has them, without those that the engine adds. */
function keysOf(settings: Properties): string[] {
  const names = Object.keys(settings).filter((name) => !["version", "pluginDownloadURL"].includes(name));
  return names.map((name) => `intune:${name}`);
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

function checkFailure(property: string, reason: string): proto.CheckFailure {
  const result = new proto.CheckFailure();
  result.setProperty(property);
  result.setReason(reason);
  return result;
}

function propertyDiff(before: unknown, after: unknown, isReplacing: boolean): proto.PropertyDiff {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = proto.PropertyDiff.Kind;
  const [change, replacement] =
    before === undefined
      ? [ADD, ADD_REPLACE]
      : after === undefined
        ? [DELETE, DELETE_REPLACE]
        : [UPDATE, UPDATE_REPLACE];
  const result = new proto.PropertyDiff();
  result.setKind(isReplacing ? replacement : change);
  return result;
}
