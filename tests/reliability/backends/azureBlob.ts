import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { type Backend, end, saysOnceReady } from "./backend";

const pinned = "azurite@3.37.0";
const container = "state";
const apiVersion = "2021-08-06";

// Azurite's own well-known account: it opens nothing but an emulator.
// Source: https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
const account = "devstoreaccount1";
const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/** Azure Blob storage, emulated in memory by Azurite: AZURITE's command where given, else fetched by npx. */
export async function startAzureBlob(): Promise<Backend> {
  const [command = "", ...before] = process.env.AZURITE?.split(" ") ?? [
    "npx",
    "--yes",
    "--package",
    pinned,
    "azurite-blob",
  ];
  const options = [
    "--blobHost",
    "127.0.0.1",
    "--blobPort",
    "0",
    "--inMemoryPersistence",
    "--disableTelemetry",
  ];
  const server = spawn(command, [...before, ...options, "--skipApiVersionCheck"], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async () => {
    // npx stands between: the group is ended, which holds nothing but what was started here.
    const { pid } = server;
    if (pid !== undefined && server.exitCode === null) process.kill(-pid, "SIGTERM");
    await end(server);
  };
  try {
    const [, host = ""] = await saysOnceReady(server, /successfully listens on http:\/\/(\S+)/);
    await createContainer(host);
    return {
      url: `azblob://${container}?protocol=http&domain=${host}&localemu=true`,
      environment: { AZURE_STORAGE_ACCOUNT: account, AZURE_STORAGE_KEY: key },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Source: https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key */
async function createContainer(host: string): Promise<void> {
  const date = new Date().toUTCString();
  const headers = `x-ms-date:${date}\nx-ms-version:${apiVersion}\n`;
  const resource = `/${account}/${account}/${container}\nrestype:container`;
  const toSign = `PUT${"\n".repeat(12)}${headers}${resource}`;
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(toSign, "utf8").digest("base64");
  const answer = await fetch(`http://${host}/${account}/${container}?restype=container`, {
    method: "PUT",
    headers: {
      "x-ms-date": date,
      "x-ms-version": apiVersion,
      authorization: `SharedKey ${account}:${signature}`,
    },
  });
  if (answer.status !== 201)
    throw new Error(`Azurite made no container: ${answer.status} ${await answer.text()}`);
}
