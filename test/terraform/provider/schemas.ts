import type { ProviderSchema } from './schema.ts';
import { AWS } from './schemas/aws.ts';
import { ELASTIC_CLOUD } from './schemas/elastic-cloud.ts';

/** The providers that exist here, each a subset of the real one. */
export const PROVIDERS: readonly ProviderSchema[] = [AWS, ELASTIC_CLOUD];
