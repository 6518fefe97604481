import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type Authorize, Throttle, type ThrottleOptions } from "./admission";
import { type Behaviour, defaultBehaviour } from "./behaviour";
import { exchange } from "./exchange";
import { type Effect, type FaultRule, Faults, type Hold, type UnusedFault, type When } from "./faults";
import { Graph } from "./graph";
import { listen } from "./loopback";
import type { EnrollmentProfile, NewProfile, ProfileByType, ProfileType } from "./profile";
import { Random } from "./random";
import { type RecordedRequest, RequestLog } from "./recorder";
import { ProfileStore, type StoredProfile } from "./store";
import type { IssuedToken } from "./tokens";

export interface EmulatorOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Serves https with this certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly behaviour?: Partial<Behaviour>;
  /** Default: every access token is good. */
  readonly authorize?: Authorize;
  /** Graph's documented limits, or scaled ones. Default: none. */
  readonly throttle?: boolean | ThrottleOptions;
  /** How many profiles a list shows at once. Default 1000. */
  readonly pageSize?: number;
  /** The service's clock. Default: the machine's. */
  readonly now?: () => Date;
  /** The same seed gives the same ids and tokens. Default: others each time. */
  readonly seed?: number;
  /** Called with each request once it is over. */
  readonly onRequest?: (request: RecordedRequest) => void;
}

/** Microsoft Graph's Android enrollment profiles on the loopback address, and what a test may do behind its back. */
export class Emulator {
  constructor(
    /** The Graph root, without a version. */
    readonly url: string,
    readonly port: number,
    /** Live: a change takes effect with the next request. */
    readonly behaviour: Behaviour,
    readonly requests: RequestLog,
    private readonly store: ProfileStore,
    private readonly faults: Faults,
    private readonly now: () => Date,
    /** Ends every connection and stops listening. */
    readonly close: () => Promise<void>,
  ) {}

  /** Adds a profile as an administrator would. */
  addProfile<T extends ProfileType>(type: T, properties: NewProfile<T> = {}): ProfileByType[T] {
    return this.store.add(type, properties).truth();
  }

  /** The profile as the service knows it, which a read may not show yet. */
  profile(id: string): EnrollmentProfile | undefined {
    return this.store.find(id)?.truth();
  }

  /** The profile as a late copy of it may show it; undefined if none is late. */
  lateCopy(id: string): EnrollmentProfile | undefined {
    return this.store.find(id)?.late(this.now());
  }

  /** Changes a profile as an administrator would in Intune. */
  changeProfile(id: string, properties: NewProfile<"androidDeviceOwner">): void {
    this.store.update(this.existing(id), properties);
  }

  removeProfile(id: string): void {
    this.store.remove(this.existing(id));
  }

  /** The group that the profile's devices join while they enroll. */
  group(id: string): string | undefined {
    return this.existing(id).groupId;
  }

  /** Sets that group as an administrator would, or takes it away. */
  setGroup(id: string, groupId: string | undefined): void {
    this.existing(id).groupId = groupId;
  }

  /** Issues a token as somebody else would; it can be read at once. */
  issueToken(id: string, seconds: number): IssuedToken {
    return this.store.issueToken(this.existing(id), seconds, "somebody else");
  }

  /** Revokes the profile's tokens as somebody else would. */
  revokeToken(id: string): void {
    this.store.revokeToken(this.existing(id));
  }

  /** Every token ever issued, in order, with its state now. */
  tokens(id?: string): IssuedToken[] {
    return this.store.tokens.list(id);
  }

  /** Scripts a fault: the first rule that applies to a request takes it. */
  fault(rule: FaultRule, effect: Effect): void {
    this.faults.add(rule, effect);
  }

  /** Stops a request before the work, or (`commit: "after"`) before its answer, until it is released. */
  hold(rule: Omit<FaultRule, "times">, when: When = {}): Hold {
    return this.faults.hold(rule, when);
  }

  /** The scripted faults that did not happen; a test fails if there are any. */
  unusedFaults(): UnusedFault[] {
    return this.faults.unused();
  }

  clearFaults(): void {
    this.faults.clear();
  }

  private existing(id: string): StoredProfile {
    const profile = this.store.find(id);
    if (!profile) throw new Error(`There is no profile ${id} in the emulator.`);
    return profile;
  }
}

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { now = () => new Date(), seed = Math.random() * 2 ** 32, pageSize = 1000, onRequest } = options;
  const behaviour: Behaviour = { ...defaultBehaviour(), ...options.behaviour };
  const store = new ProfileStore(behaviour, new Random(seed), now);
  const faults = new Faults();
  const log = new RequestLog();
  const throttle = options.throttle
    ? new Throttle(options.throttle === true ? {} : options.throttle, now)
    : undefined;
  const authorize = options.authorize ?? (() => "ok" as const);
  const graph = new Graph({ store, behaviour, authorize, throttle, pageSize, now });

  const scheme = options.tls ? "https" : "http";
  const listener: RequestListener = (incoming, outgoing) => {
    const origin = `${scheme}://${incoming.headers.host ?? "127.0.0.1"}`;
    exchange(incoming, outgoing, origin, { graph, behaviour, faults, log, now, onRequest }).catch(
      (error: unknown) => {
        // A bug in the emulator, or the client disconnected in the middle of its request.
        if (incoming.readableAborted) return;
        outgoing
          .writeHead(500, { "Content-Type": "text/plain" })
          .end(`The emulator failed: ${String(error)}`);
      },
    );
  };
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  // If an idle connection timed out just as a client reused it, the client would see a reset that no test scripted.
  server.keepAliveTimeout = 0;
  const { port, close } = await listen(server, options.port);
  return new Emulator(`${scheme}://127.0.0.1:${port}`, port, behaviour, log, store, faults, now, close);
}
