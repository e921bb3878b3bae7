/** A connection to Redis that ends when it is told to, whatever state it is in. */
import { Redis, type RedisOptions } from 'ioredis';

/**
 * ioredis never says that a connection ended which was to be tried again in a moment, and BullMQ waits for that word when a worker
 * closes. One that has not begun (`wait`) it ends properly, so that is what such a connection passes for.
 */
export class EndingRedis extends Redis {
  override disconnect(reconnect = false): void {
    if (!reconnect && this.status === 'reconnecting') this.status = 'wait';
    super.disconnect(reconnect);
  }

  override duplicate<More extends Partial<RedisOptions> | undefined = undefined>(more?: More) {
    type Copy = ReturnType<typeof Redis.prototype.duplicate<More>>;
    return Reflect.construct(EndingRedis, [{ ...this.options, ...more }]) as Copy;
  }
}
