import type { UntypedServiceImplementation, sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';

import { schemaMessage } from './describe.ts';
import { planBlock, readData, replacedBy } from './plan.ts';
import type { BlockSchema, ProviderSchema } from './schema.ts';
import { isFields, readValue, writeValue, type WireValue } from './values.ts';

/** What a test may want of the provider beyond planning. All are optional. */
export interface ProviderBehaviour {
  /** Called with the name of every call, in order, before it is answered. */
  readonly onCall?: (method: string, typeName: string) => void;
  /** Milliseconds to wait before a plan is answered. */
  readonly planDelay?: number;
  /** What a refresh finds: the state of a resource as it really is, given the recorded one. */
  readonly drift?: (typeName: string, state: Readonly<Record<string, WireValue>>) => WireValue;
  /** An error with which the validation of a resource or a data source is answered. */
  readonly refuse?: (typeName: string) => string | undefined;
}

interface Message {
  readonly msgpack?: Uint8Array;
  readonly json?: Uint8Array;
}

interface Request {
  readonly type_name?: string;
  readonly config?: Message | null;
  readonly current_state?: Message | null;
  readonly prior_state?: Message | null;
  readonly proposed_new_state?: Message | null;
  readonly raw_state?: Message | null;
  readonly private?: Uint8Array;
  readonly prior_private?: Uint8Array;
  readonly id?: string;
}

const ERROR = 1;

/** The calls of plugin protocol 6 for one provider. It plans and reads; it refuses to apply. */
export function providerService(
  schema: ProviderSchema,
  behaviour: ProviderBehaviour = {},
): UntypedServiceImplementation {
  const resource = (request: Request): BlockSchema => known(schema.resources, request.type_name);
  const validate = ({ type_name: type = '' }: Request): object => {
    const problem = behaviour.refuse?.(type);
    return { diagnostics: problem === undefined ? [] : [failure(problem)] };
  };
  const calls: Record<string, (request: Request) => object | Promise<object>> = {
    GetProviderSchema: () => ({
      provider: schemaMessage(schema.provider),
      resource_schemas: mapSchemas(schema.resources),
      data_source_schemas: mapSchemas(schema.dataSources),
      diagnostics: [],
      server_capabilities: { plan_destroy: false, get_provider_schema_optional: false, move_resource_state: false },
    }),
    ValidateProviderConfig: () => ({ diagnostics: [] }),
    ValidateResourceConfig: validate,
    ValidateDataResourceConfig: validate,
    ConfigureProvider: () => ({ diagnostics: [] }),
    UpgradeResourceState: (request) => ({
      upgraded_state: writeValue(complete(resource(request), readValue(request.raw_state))),
      diagnostics: [],
    }),
    ReadResource: (request) => {
      const state = readValue(request.current_state);
      const real = isFields(state) ? behaviour.drift?.(request.type_name ?? '', state) : undefined;
      return { new_state: writeValue(real ?? state), private: request.private, diagnostics: [] };
    },
    PlanResourceChange: async (request) => {
      if (behaviour.planDelay) await new Promise((resolve) => setTimeout(resolve, behaviour.planDelay));
      const prior = readValue(request.prior_state);
      const planned = planBlock(resource(request), readValue(request.proposed_new_state), prior === null);
      return {
        planned_state: writeValue(planned),
        requires_replace: replacedBy(resource(request), prior, planned).map((name) => ({
          steps: [{ attribute_name: name }],
        })),
        planned_private: request.prior_private,
        diagnostics: [],
        legacy_type_system: schema.legacy,
      };
    },
    ApplyResourceChange: (request) => ({
      new_state: request.prior_state,
      diagnostics: [failure('The test provider never applies')],
    }),
    ImportResourceState: ({ type_name: type = '', id = '' }) => ({
      imported_resources: [{ type_name: type, state: writeValue(complete(resource({ type_name: type }), { id })) }],
      diagnostics: [],
    }),
    ReadDataSource: (request) => {
      const type = request.type_name ?? '';
      const state = readData(type, known(schema.dataSources, type), readValue(request.config));
      return { state: writeValue(state), diagnostics: [] };
    },
    StopProvider: () => ({ Error: '' }),
  };
  return Object.fromEntries(
    Object.entries(calls).map(([method, answer]) => [
      method,
      (call: ServerUnaryCall<Request, object>, reply: sendUnaryData<object>): void => {
        behaviour.onCall?.(method, call.request.type_name ?? '');
        // An error must reach Terraform as one: an unanswered call would hang it.
        Promise.resolve(call.request)
          .then(answer)
          .then(
            (response) => {
              reply(null, response);
            },
            (error: unknown) => {
              reply(error instanceof Error ? error : new Error(String(error)));
            },
          );
      },
    ]),
  );
}

function failure(summary: string): object {
  return { severity: ERROR, summary, detail: '', attribute: null };
}

function known(schemas: Readonly<Record<string, BlockSchema>>, type = ''): BlockSchema {
  const schema = schemas[type];
  if (!schema) throw new Error(`the test provider has no ${type}`);
  return schema;
}

function mapSchemas(schemas: Readonly<Record<string, BlockSchema>>): Readonly<Record<string, object>> {
  return Object.fromEntries(Object.entries(schemas).map(([type, schema]) => [type, schemaMessage(schema)]));
}

/** Stored state need not name every attribute; the protocol wants all of them. */
function complete(schema: BlockSchema, state: WireValue): WireValue {
  if (!isFields(state)) return state;
  const full: Record<string, WireValue> = {};
  for (const name of Object.keys(schema.attributes)) full[name] = state[name] ?? null;
  for (const [name, nested] of Object.entries(schema.blocks)) {
    const value = state[name] ?? null;
    if (nested.nesting === 'single') full[name] = complete(nested.block, value);
    else if (Array.isArray(value)) full[name] = value.map((one: WireValue) => complete(nested.block, one));
    else if (isFields(value))
      full[name] = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, complete(nested.block, one)]));
    else full[name] = nested.nesting === 'map' ? {} : [];
  }
  return full;
}
