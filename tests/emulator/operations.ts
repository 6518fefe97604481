import type { Behaviour } from "./behaviour";
import type { EnrollmentProfile, ProfileSettings, ProfileType } from "./entities/profile";
import {
  createTokenParameters,
  entitySets,
  entityTypes,
  schemas,
  tokenFieldNames,
  withoutTokenFields,
} from "./entities/schema";
import type { ProfileStore } from "./entities/store";
import type { StoredProfile } from "./entities/storedProfile";
import { GraphError, methodNotAllowed, resourceNotFound } from "./errors";
import { checkPayload, parsePayload } from "./odata/payload";
import { parseQuery, project } from "./odata/query";
import type { GraphRequest } from "./request";
import type { Action } from "./router";

/** What an admitted request is about. */
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
    if (action) {
      if (request.method !== "POST") throw methodNotAllowed();
      return this.act(request, target.profileType, pathId, action);
    }
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
    const named = tokenFieldNames.some((name) => query.select?.includes(name));
    const read = stored.read(this.now());
    const profile = named || this.behaviour.tokenFieldsWithoutSelect ? read : withoutTokenFields(read);
    return { status: 200, body: entity(request, target, project(profile, query)) };
  }

  private list(request: GraphRequest, target: Target): Result {
    const query = this.query(request, target);
    const matching = this.store
      .list(target.profileType)
      .map((profile) => withoutTokenFields(profile.glance(this.now())))
      .filter(query.filter);
    const end = query.skip + Math.min(query.top ?? this.pageSize, this.pageSize);
    const value = matching.slice(query.skip, end).map((profile) => project(profile, query));
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

  private create(request: GraphRequest, target: Target): Result {
    const profile = this.store.add(target.profileType, this.settings(request, target));
    return { status: 201, body: entity(request, target, profile.truth()) };
  }

  private update(request: GraphRequest, target: Target, profile: StoredProfile): Result {
    this.store.update(profile, this.settings(request, target));
    return { status: 200, body: entity(request, target, withoutTokenFields(profile.glance(this.now()))) };
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

  private act(request: GraphRequest, profileType: ProfileType, pathId: string, action: Action): Result {
    const seconds = action === "createToken" ? this.validity(request) : undefined;
    const profile = this.store.findForAction(pathId);
    if (profile?.type !== profileType) throw resourceNotFound();
    if (seconds === undefined) this.store.revokeToken(profile);
    else this.store.issueToken(profile, seconds, "createToken");
    return { status: 204 };
  }

  /** The validity that createToken is to give, once the service has accepted or moved it. */
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

  private settings(request: GraphRequest, { profileType }: Target): Partial<ProfileSettings> {
    const payload = parsePayload(request.body, request.headers["content-type"]);
    return checkPayload(payload, schemas[profileType], entityTypes[profileType]);
  }

  private existing(pathId: string, { profileType }: Target): StoredProfile {
    const profile = this.store.find(pathId);
    if (profile?.type !== profileType) throw resourceNotFound();
    return profile;
  }

  private query(request: GraphRequest, { profileType }: Target) {
    return parseQuery(request.url.searchParams, schemas[profileType], entityTypes[profileType]);
  }
}

function context({ url }: GraphRequest, { version, profileType }: Target): string {
  return `${url.origin}/${version}/$metadata#deviceManagement/${entitySets[profileType]}`;
}

function entity(request: GraphRequest, target: Target, profile: Partial<EnrollmentProfile>): object {
  return {
    "@odata.context": `${context(request, target)}/$entity`,
    ...profile,
  };
}
