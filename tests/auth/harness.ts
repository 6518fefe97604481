import assert from "node:assert/strict";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import type { EnrollmentTokenProvider } from "../../provider/src/lifecycle/token/provider";
import type { TokenInputs, TokenState } from "../../provider/src/lifecycle/token/state";
import { type Emulator, startEmulator } from "../emulator";
import {
  type AccessTokenRequest,
  type App,
  app,
  clientId,
  type Cloud,
  type Entra,
  type Issuer,
  loopbackTls,
  proxiedDomain,
  readWrite,
  serve,
  type ServiceRequest,
  startEntra,
  startIssuer,
  tenantA,
} from "../entra";
import { configure, create, type Outcome, type Work } from "./worker";

export type Texts = Readonly<Record<string, string>>;

/** An application that is registered with a secret, and signs in with it. */
export const secret = "secret-of-the-application";
export const application: SceneOptions = { app: { secrets: [secret] }, config: { clientSecret: secret } };

export interface SceneOptions {
  /** The registered application; Microsoft Entra's other properties are those of `app()`. */
  readonly app?: Partial<App>;
  /** `intune:` configuration besides the endpoints, tenant and client id. An empty text takes a default away. */
  readonly config?: Texts;
  /** The process's environment, while the test runs. */
  readonly environment?: Texts;
  readonly lifetimeInSeconds?: number;
  /** Whether Microsoft Entra and Graph have names that only a proxy can resolve. */
  readonly behindProxy?: boolean;
  /** Default `public`. */
  readonly cloud?: Cloud;
}

/** Microsoft Entra and Graph over TLS on the loopback address, and a provider configured for both. */
export class Scene {
  readonly notices: string[] = [];
  /** Called with each message that the person at the terminal gets. */
  onNotice: (message: string) => void = () => {};
  private provider: EnrollmentTokenProvider | undefined;

  constructor(
    readonly entra: Entra,
    readonly graph: Emulator,
    private readonly options: SceneOptions,
  ) {}

  /** Issues a token on a new profile, as `pulumi up` does. */
  async issue(args: Partial<TokenInputs> = {}): Promise<TokenState> {
    this.provider ??= configure(this.config, (message) => {
      this.notices.push(message);
      this.onNotice(message);
    });
    return create(this.provider, { profileId: this.addProfile(), ...args });
  }

  /** The same for so many profiles at once, with modules and an environment of their own. */
  async issueInOwnProcess(environment: Texts, count = 1): Promise<Outcome> {
    const profileIds = Array.from({ length: count }, () => this.addProfile());
    return createInOwnProcess({ config: this.config, profileIds }, environment);
  }

  /** Issues a token, which must fail, and returns the message, in which no secret may stand. */
  async failure(secrets: readonly string[] = [], args: Partial<TokenInputs> = {}): Promise<string> {
    let issued: TokenState | undefined;
    try {
      issued = await this.issue(args);
    } catch (error) {
      assert.ok(error instanceof Error);
      assert.doesNotMatch(error.message, /eyJ[\w-]+\.[\w-]+/, "a token stands in the message");
      for (const secret of secrets)
        assert.ok(!error.message.includes(secret), "a secret stands in the message");
      return error.message;
    }
    assert.fail(`a token was issued on ${issued.profileId}`);
  }

  /** Has this answer at the paths of Microsoft Entra, in place of its own; undefined lets it answer itself. */
  answerAt(path: RegExp, answer: NonNullable<Entra["instead"]>): void {
    this.entra.instead = (request) => (path.test(request.url.pathname) ? answer(request) : undefined);
  }

  /** An access token of Microsoft Entra for Graph, which a person has been given by other means. */
  accessTokenOf(options: Partial<AccessTokenRequest> = {}): Promise<string> {
    return this.entra.accessTokens.issue({
      tenantId: tenantA,
      clientId,
      audience: this.graph.url,
      kind: "delegated",
      permissions: [readWrite],
      lifetimeInSeconds: 3600,
      ...options,
    });
  }

  /** How many tokens were issued on all profiles. */
  get issued(): number {
    return this.graph.tokens().length;
  }

  /** The address of the service for clients. */
  addressOf(service: "graph" | "entra"): string {
    const { url } = this[service];
    return this.options.behindProxy ? url.replace("127.0.0.1", `${service}.${proxiedDomain}`) : url;
  }

  private addProfile(): string {
    return this.graph.addProfile("androidForWork", { displayName: "Kiosk" }).id;
  }

  /** The `intune:` configuration. */
  get config(): Texts {
    return {
      graphEndpoint: this.addressOf("graph"),
      authorityHost: this.addressOf("entra"),
      disableInstanceDiscovery: "true",
      tenantId: tenantA,
      clientId,
      ...this.options.config,
    };
  }
}

const endings: (() => void | Promise<void>)[] = [];

/** For `afterEach`: ends what the test started, and gives the process its environment back. */
export async function endScenes(): Promise<void> {
  for (const end of endings.splice(0).reverse()) await end();
}

export async function startScene(options: SceneOptions = {}): Promise<Scene> {
  setEnvironment(options.environment ?? {});
  const { lifetimeInSeconds, cloud } = options;
  const entra = await startEntra({
    apps: [app(options.app)],
    ...(lifetimeInSeconds !== undefined && { lifetimeInSeconds }),
    ...(cloud !== undefined && { cloud }),
  });
  endings.push(entra.close);
  const graph: Emulator = await startEmulator({
    tls: loopbackTls,
    behaviour: { servedInV1: true },
    authorize: entra.accessTokens.authorizeFor(() => scene.addressOf("graph")),
  });
  endings.push(() => graph.close());
  const scene = new Scene(entra, graph, options);
  return scene;
}

export async function startPipelineIssuer(
  subject = "repo:example/stack:ref:refs/heads/main",
): Promise<Issuer> {
  const issuer = await startIssuer(subject);
  endings.push(issuer.close);
  return issuer;
}

/** A server that no request should reach, and the paths that were asked for. */
export async function startOther(certificate?: { readonly key: string; readonly cert: string }) {
  const asked: string[] = [];
  const answer = ({ url }: ServiceRequest) => {
    asked.push(url.pathname);
    return { status: 200, json: {} };
  };
  return { asked, ...atEnd(await serve("https", answer, certificate)) };
}

/** Ends something with the test. */
export function atEnd<Thing extends { close: () => Promise<void> }>(thing: Thing): Thing {
  endings.push(() => thing.close());
  return thing;
}

/** A folder of the test's own. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "intune-auth-"));
  endings.push(() => rm(folder, { recursive: true }));
  return folder;
}

/** Variables of the machine that could change how a test signs in. */
const ambient = /^(ARM|AZURE|ACTIONS_ID_TOKEN|SYSTEM_|AZURESUBSCRIPTION|IDENTITY_|MSI_|IMDS_)|_proxy$/i;

/** Sets the environment for the test, without the machine's own variables about signing in. */
export function setEnvironment(environment: Texts): void {
  const before = { ...process.env };
  endings.push(() => {
    for (const name of Object.keys(process.env))
      if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  });
  for (const name of Object.keys(process.env))
    if (ambient.test(name)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, environment);
}

let workerFile: Promise<string> | undefined;

/** The worker as one file: a thread loads it in a tenth of the time that the sources take. */
function bundledWorker(): Promise<string> {
  workerFile ??= (async () => {
    const outfile = join(await mkdtemp(join(tmpdir(), "intune-worker-")), "worker.js");
    process.once("exit", () => {
      rmSync(dirname(outfile), { recursive: true });
    });
    await build({
      entryPoints: [join(__dirname, "worker.ts")],
      outfile,
      bundle: true,
      platform: "node",
      logLevel: "warning",
    });
    return outfile;
  })();
  return workerFile;
}

/**
 * Creates tokens in a thread with an environment and modules of its own: MSAL chooses the managed identity endpoint once
 * for each process.
 */
async function createInOwnProcess(
  work: Omit<Work, "certificate">,
  environment: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const worker = new Worker(await bundledWorker(), {
    env: { PATH: process.env.PATH, ...environment },
    workerData: { ...work, certificate: loopbackTls.cert } satisfies Work,
  });
  try {
    const [outcome] = (await once(worker, "message")) as [Outcome];
    return outcome;
  } finally {
    await worker.terminate();
  }
}
