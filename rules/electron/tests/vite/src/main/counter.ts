import { workerData } from "node:worker_threads";

console.log(workerData);
