import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import {
  type Emulator,
  type EmulatorOptions,
  type NewProfile,
  type ProfileType,
  startEmulator,
  type TokenState,
} from "./index";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text parsed; undefined where there is none. */
  readonly json: Record<string, unknown>;
}

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Reply>;

/** An emulator, a client for it, and the clock that both go by. */
export interface Scene {
  readonly emulator: Emulator;
  /** A string body is sent as it is, another one as JSON. */
  readonly call: Call;
  readonly clock: { at: Date; advance: (milliseconds: number) => void };
}

/** Starts an emulator per scene and ends it after the test, which fails on a scripted fault that did not come about. */
export function scenes(): (options?: EmulatorOptions) => Promise<Scene> {
  let open: Emulator[] = [];
  afterEach(async () => {
    const ended = open;
    open = [];
    await Promise.all(ended.map((emulator) => emulator.close()));
    assert.deepEqual(
      ended.flatMap((emulator) => emulator.unusedFaults()),
      [],
    );
  });
  return async (options = {}) => {
    const clock = {
      at: new Date("2026-03-01T10:00:00.250Z"),
      advance: (milliseconds: number) => {
        clock.at = new Date(clock.at.getTime() + milliseconds);
      },
    };
    const emulator = await startEmulator({ now: () => clock.at, ...options });
    open.push(emulator);
    return { emulator, clock, call: clientOf(emulator) };
  };
}

/** Waits for something that the emulator has to do first. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await setTimeout(5);
}

function clientOf(emulator: Emulator): Call {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(new URL(path, emulator.url), {
      method,
      redirect: "manual",
      headers: {
        Authorization: "Bearer bearer-of-the-test",
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true && text !== "";
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
  };
}

export const afw = "/beta/deviceManagement/androidForWorkEnrollmentProfiles";
export const deviceOwner = "/beta/deviceManagement/androidDeviceOwnerEnrollmentProfiles";
export const thirtyDays = { tokenValidityInSeconds: 2_592_000 };

export interface ErrorBody {
  code: string;
  message: string;
  innerError: Record<string, string>;
}

/** The error in the envelope, which has nothing beside it. */
export function errorIn({ json }: Reply): ErrorBody {
  assert.deepEqual(Object.keys(json), ["error"]);
  return json.error as ErrorBody;
}

/** A profile in the emulator, and what a client does with it. */
export interface ProfileScene extends Scene {
  readonly id: string;
  readonly path: string;
  /** Calls one of its actions. */
  readonly act: (action: string, body?: unknown, method?: string) => Promise<Reply>;
  /** Its token fields, as an explicit `$select` reads them. */
  readonly read: () => Promise<Record<string, unknown>>;
  /** The states of its tokens, in the order in which they were issued. */
  readonly states: () => TokenState[];
}

export function onProfile(
  scene: Scene,
  properties: NewProfile<"androidDeviceOwner"> = {},
  type: ProfileType = "androidDeviceOwner",
): ProfileScene {
  const { emulator, call } = scene;
  const { id } = emulator.addProfile(type, properties);
  const path = `${type === "androidForWork" ? afw : deviceOwner}/${id}`;
  return {
    ...scene,
    id,
    path,
    act: (action, body, method = "POST") => call(method, `${path}/${action}`, body),
    read: () => readToken(call, path),
    states: () => emulator.tokens(id).map(({ state }) => state),
  };
}

/** The fields of the profile as an explicit `$select` reads them. */
export async function readToken(call: Call, path: string): Promise<Record<string, unknown>> {
  const { status, json } = await call(
    "GET",
    `${path}?$select=tokenValue,tokenExpirationDateTime,qrCodeContent,qrCodeImage`,
  );
  assert.equal(status, 200);
  return json;
}
