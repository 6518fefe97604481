import { credentials, connectivityState } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

const warning = "Warning: ";
/** The engine listens on this machine, from before it starts a plugin until it ends. */
const patienceInMilliseconds = { atFirst: 10_000, again: 1000 };

/** The engine that runs this plugin. */
export class EngineLink {
  private readonly client: EngineClient;

  constructor(address: string) {
    this.client = new EngineClient(address, credentials.createInsecure());
  }

  /**
   * Tells the person at the terminal something. The engine hides what a plugin writes.
   *
   * @param urn the resource that it is about; without one it is shown under the stack
   */
  say(message: string, urn = ""): void {
    const isWarning = message.startsWith(warning);
    const request = new LogRequest();
    request.setSeverity(isWarning ? LogSeverity.WARNING : LogSeverity.INFO);
    request.setMessage(isWarning ? message.slice(warning.length) : message);
    request.setUrn(urn);
    // An engine that does not listen (any more) has nobody to show it to.
    this.client.log(request, () => undefined);
  }

  /** Resolves when the engine has ended: a plugin whose engine was killed would go on for ever. */
  async ended(): Promise<void> {
    const channel = this.client.getChannel();
    let patience = patienceInMilliseconds.atFirst;
    while (await this.isThere(patience)) {
      patience = patienceInMilliseconds.again;
      await new Promise<void>((resolve) => {
        channel.watchConnectivityState(connectivityState.READY, Infinity, () => {
          resolve();
        });
      });
    }
  }

  private isThere(patience: number): Promise<boolean> {
    return new Promise((resolve) => {
      this.client.waitForReady(Date.now() + patience, (error) => {
        resolve(!error);
      });
    });
  }
}
