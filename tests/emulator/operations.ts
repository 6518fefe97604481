import type { Behaviour } from "./behaviour";
import { badRequest, GraphError, methodNotAllowed, resourceNotFound, type GraphRequest } from "./errors";
import { actOnGroup, requireMethod } from "./groups";
import { checkPayload, parsePayload, parseQuery, project, type Query } from "./odata";
import {
  aospChangeable,
  createTokenParameters,
  type EnrollmentProfile,
  entitySets,
  entityTypes,
  type ProfileType,
  type Schema,
  schemas,
  tokenFieldNames,
  withoutTokenFields,
} from "./profile";
import { type Action, isGroupAction } from "./router";
import type { ProfileStore, StoredProfile } from "./store";

/** What a request that passed the checks is about. */
export interface Target {
  readonly version: string;
  readonly profileType: ProfileType;
  readonly pathId: string | undefined;
  readonly action: Action | undefined;
}

interface Result {
  readonly status: number;
  readonly body?: unknown;
}

/** What each method does to the entity sets, the profiles and their actions. */
export class Operations {
  constructor(
    private readonly store: ProfileStore,
    private readonly behaviour: Behaviour,
    private readonly pageSize: number,
    private readonly now: () => Date,
  ) {}

  perform(request: GraphRequest, target: Target): Result {
    const { pathId, action } = target;
    if (pathId === undefined) {
      if (request.method === "GET") return this.list(request, target);
      if (request.method === "POST") return this.create(request, target);
      throw methodNotAllowed();
    }
    if (action) return this.act(request, target, pathId, action);
    switch (request.method) {
      case "GET":
        return this.get(request, target, this.existing(pathId, target));
      case "PATCH":
        return this.update(request, target, this.existing(pathId, target));
      case "DELETE":
        return this.delete(pathId, target);
      default:
        throw methodNotAllowed();
    }
  }

  private get(request: GraphRequest, target: Target, stored: StoredProfile): Result {
    const query = this.query(request, target);
    const { tokenFieldsWithoutSelect: plain } = this.behaviour;
    const isShown = namesToken(query) || plain === true || (plain === "GMS" && !stored.isAosp);
    const read = stored.read(this.now());
    const profile = project(isShown ? read : withoutTokenFields(read), query);
    const body = this.entity(request, target, profile);
    if (!this.behaviour.entityInValue) return { status: 200, body };
    const { "@odata.context": metadata, ...value } = body;
    return { status: 200, body: { "@odata.context": metadata, value } };
  }

  private list(request: GraphRequest, target: Target): Result {
    const query = this.query(request, target);
    const carriesTokens = this.behaviour.tokensInListsWithSelect && namesToken(query);
    const matching = this.store
      .list(target.profileType)
      .map((profile) => {
        const shown = profile.glance(this.now());
        return carriesTokens && !profile.isAosp ? shown : withoutTokenFields(shown);
      })
      .filter(query.filter);
    const end = query.skip + Math.min(query.top ?? this.pageSize, this.pageSize);
    const value = matching.slice(query.skip, end).map((profile) => this.present(project(profile, query)));
    const next = new URL(request.url);
    next.searchParams.set("$skiptoken", String(end));
    return {
      status: 200,
      body: {
        "@odata.context": context(request, target),
        ...(end < matching.length && { "@odata.nextLink": next.href }),
        value,
      },
    };
  }

  /** Creates a profile, with a first token for the lifetime that was asked for. */
  private create(request: GraphRequest, target: Target): Result {
    const { profileType } = target;
    const { tokenExpirationDateTime, ...settings } = this.payload(request, target, true);
    const life = this.firstLife(profileType, tokenExpirationDateTime);
    const profile = this.store.add(profileType, settings);
    if (this.behaviour.firstToken[profileType]) this.store.issueToken(profile, life, "creation");
    return { status: 201, body: this.entity(request, target, withoutTokenFields(profile.truth())) };
  }

  /** The lifetime of the first token in seconds, or the error if the service does not accept the end in the body. */
  private firstLife(profileType: ProfileType, end: unknown): number {
    const { creationExpiry, leastFirstLifeInSeconds: least } = this.behaviour;
    if (typeof end !== "string") {
      if (creationExpiry[profileType] !== "required") return defaultFirstLifeInSeconds;
      throw badRequest("The property 'tokenExpirationDateTime' is required.");
    }
    if (creationExpiry[profileType] === "refused") {
      throw badRequest("The property 'tokenExpirationDateTime' is set by the service and cannot be written.");
    }
    const life = (Date.parse(end) - this.now().getTime()) / 1000;
    if (life > 0 && life >= least) return life;
    throw badRequest(`The property 'tokenExpirationDateTime' must be at least ${least} seconds ahead.`);
  }

  private update(request: GraphRequest, target: Target, profile: StoredProfile): Result {
    const settings = this.payload(request, target);
    const { nullInPatch, aospChanges } = this.behaviour;
    const refusesNull = nullInPatch === "refused" || (nullInPatch === "refused for AOSP" && profile.isAosp);
    for (const [name, value] of Object.entries(settings)) {
      if (value === null && refusesNull) throw badRequest(`The property '${name}' must not be null.`);
      if (profile.isAosp && aospChanges === "seven properties" && !aospChangeable.includes(name)) {
        throw badRequest(`The property '${name}' of an AOSP enrollment profile cannot be changed.`);
      }
    }
    this.store.update(profile, settings);
    return {
      status: 200,
      body: this.entity(request, target, withoutTokenFields(profile.glance(this.now()))),
    };
  }

  private delete(pathId: string, { profileType }: Target): Result {
    const profile = this.store.find(pathId);
    if (profile?.type !== profileType) {
      const { status, code, message, wrapped } = resourceNotFound();
      const missing = this.behaviour.deleteOfMissing;
      throw new GraphError(missing, missing === status ? code : "BadRequest", message, wrapped);
    }
    this.store.remove(profile);
    return { status: 204 };
  }

  private act(request: GraphRequest, { profileType }: Target, pathId: string, action: Action): Result {
    requireMethod(request, action, this.behaviour);
    const seconds = action === "createToken" ? this.validity(request) : 0;
    const profile = this.store.findForAction(pathId);
    if (profile?.type !== profileType) throw resourceNotFound();
    if (isGroupAction(action)) return actOnGroup(request, profile, action, this.behaviour);
    if (action === "createToken") this.store.issueToken(profile, seconds, "createToken");
    else this.store.revokeToken(profile);
    return { status: 204 };
  }

  /** The validity of the new token in seconds: as asked, or moved to the nearest limit, or an error. */
  private validity(request: GraphRequest): number {
    const payload = parsePayload(request.body, request.headers["content-type"]);
    const { tokenValidityInSeconds } = checkPayload(
      { tokenValidityInSeconds: null, ...payload },
      createTokenParameters,
      "microsoft.graph.createToken",
    );
    const asked = Number(tokenValidityInSeconds);
    const {
      minimumInSeconds = 1,
      maximumInSeconds = 2_147_483_647,
      outside = "error",
    } = this.behaviour.tokenValidity;
    const nearest = Math.min(Math.max(asked, minimumInSeconds), maximumInSeconds);
    if (asked !== nearest && outside === "error") {
      throw new GraphError(
        400,
        "BadRequest",
        `tokenValidityInSeconds must be between ${minimumInSeconds} and ${maximumInSeconds}`,
        true,
      );
    }
    return nearest;
  }

  private payload(
    request: GraphRequest,
    { profileType }: Target,
    isCreation = false,
  ): Record<string, unknown> {
    const payload = parsePayload(request.body, request.headers["content-type"]);
    return checkPayload(payload, this.schema(profileType), entityTypes[profileType], isCreation);
  }

  private existing(pathId: string, { profileType }: Target): StoredProfile {
    const profile = this.store.find(pathId);
    if (profile?.type !== profileType) throw resourceNotFound();
    return profile;
  }

  private query(request: GraphRequest, { profileType }: Target) {
    return parseQuery(request.url.searchParams, this.schema(profileType), entityTypes[profileType]);
  }

  /** The properties that exist in this cloud. */
  private schema(profileType: ProfileType): Schema {
    return Object.fromEntries(
      Object.entries(schemas[profileType]).filter(
        ([name]) => !this.behaviour.lackingProperties.includes(name),
      ),
    );
  }

  private present(profile: Partial<EnrollmentProfile>): object {
    const { lackingProperties } = this.behaviour;
    return Object.fromEntries(Object.entries(profile).filter(([name]) => !lackingProperties.includes(name)));
  }

  private entity(request: GraphRequest, target: Target, profile: Partial<EnrollmentProfile>) {
    return { "@odata.context": `${context(request, target)}/$entity`, ...this.present(profile) };
  }
}

/** The lifetime of a first token if the body names no end. */
const defaultFirstLifeInSeconds = 90 * 24 * 60 * 60;

function namesToken({ select }: Query): boolean {
  return tokenFieldNames.some((name) => select?.includes(name));
}

function context({ url }: GraphRequest, { version, profileType }: Target): string {
  return `${url.origin}/${version}/$metadata#deviceManagement/${entitySets[profileType]}`;
}
