import {
  documentStatements,
  policyStatements,
  type PolicyStatement,
  type PolicyStatements,
} from '../../evaluate/facts/policy.ts';
import { HOLE } from '../../evaluate/facts/policy-statement.ts';
import type { Graph } from '../../model/resource.ts';
import { unknown } from '../../model/value.ts';
import type { AttributeView, ResourceView } from '../resource-view.ts';
import type { Outcome, Rule } from '../rule.ts';
import { holds, under, unknownAt } from './conditions.ts';
import type { PolicyRuleDefinition } from './definitions.ts';
import { describe } from './describe.ts';

/** A rule about each statement of an IAM or resource policy: see PolicyRuleDefinition. */
export function policyRule(definition: PolicyRuleDefinition): Rule {
  return {
    ...describe(definition, 'policy'),
    check({ resource, graph }) {
      const condition = holds(definition.when, resource);
      if (condition === 'no') return undefined;
      return under(
        condition,
        definition.policy.flatMap((path) => judgePath(path, definition, resource, graph)),
      );
    },
  };
}

function judgePath(
  path: string,
  definition: PolicyRuleDefinition,
  resource: ResourceView,
  graph: Graph,
): readonly Outcome[] {
  if (path === '') {
    const whole: AttributeView = {
      path,
      value: { kind: 'absent', trace: [], references: [] },
      span: resource.headerSpan,
      written: undefined,
      block: resource.resource.body,
      missingBlocks: [],
    };
    return judge(documentStatements(resource.resource, graph), whole, definition, resource);
  }
  return resource.attrs(path).flatMap((place) => {
    if (place.value.kind === 'absent') return [];
    const policy = policyStatements(place.value, graph, resource.resource.root);
    return judge(withoutJudgedElsewhere(policy, place, definition, resource, graph), place, definition, resource);
  });
}

const DOCUMENT = 'data.aws_iam_policy_document';

/** A statement of a policy document is reported there, and not once more wherever the document is used. */
function withoutJudgedElsewhere(
  policy: PolicyStatements,
  place: AttributeView,
  definition: PolicyRuleDefinition,
  { resource }: ResourceView,
  graph: Graph,
): PolicyStatements {
  if ('undecided' in policy || !definition.resource.includes(DOCUMENT)) return policy;
  const documents = place.value.references.flatMap((address) => {
    const referred = graph.at(resource.root, address);
    return referred?.type === DOCUMENT ? [referred.body.span] : [];
  });
  const isElsewhere = ({ span }: PolicyStatement): boolean =>
    documents.some(({ file, start, end }) => file === span.file && start <= span.start && span.end <= end);
  return { ...policy, statements: policy.statements.filter((statement) => !isElsewhere(statement)) };
}

function judge(
  policy: PolicyStatements,
  place: AttributeView,
  definition: PolicyRuleDefinition,
  resource: ResourceView,
): readonly Outcome[] {
  if ('undecided' in policy) return [unknownAt(place, policy.undecided)];
  const outcomes = policy.statements.flatMap((statement, index) =>
    judgeStatement(statement, index, place, definition, resource),
  );
  if (policy.incomplete) outcomes.push(unknownAt(place, policy.incomplete));
  return outcomes.length > 0 ? outcomes : [{ kind: 'pass', attribute: place.path, span: place.span }];
}

function judgeStatement(
  statement: PolicyStatement,
  index: number,
  place: AttributeView,
  definition: PolicyRuleDefinition,
  resource: ResourceView,
): Outcome[] {
  const { span } = statement;
  const defect = definition.defect(statement);
  const isOpen = statement.effect === 'unknown' || !statement.complete;
  // What cannot be read may be the condition that puts a defect in order, or the defect; unless even the worst is in order.
  if (
    isOpen &&
    statement.effect !== 'Deny' &&
    (defect ? !statement.settled : definition.defect(worstCase(statement)))
  ) {
    const value = statement.unread ?? unknown('not-evaluated', 'a part of the statement cannot be read');
    return [unknownAt({ ...place, span }, value)];
  }
  if (!defect) return [];
  if (defect === 'undecided') {
    return [unknownAt({ ...place, span }, statement.unread ?? unknown('not-evaluated', 'a condition cannot be read'))];
  }
  const name = statement.sid === undefined ? String(index + 1) : JSON.stringify(statement.sid.slice(0, 60));
  return [
    {
      kind: 'fail',
      message: `${resource.address}: statement ${name} ${defect.message.replaceAll(HOLE, '…')}`,
      attribute: place.path,
      valueClass: defect.valueClass ?? statement.sid ?? '',
      span,
      trace: place.value.trace,
      ...(defect.severity ? { severity: defect.severity } : {}),
    },
  ];
}

/** The statement if everything that cannot be read turned out to allow the most. */
function worstCase(statement: PolicyStatement): PolicyStatement {
  const widest = (text: string): string => (/^[\u{FFFC}*?]+$/u.test(text) ? '*' : text);
  const all = (texts: readonly string[] | undefined): readonly string[] | undefined => texts?.map(widest);
  const byType = (map: PolicyStatement['principals']): PolicyStatement['principals'] =>
    map && new Map([...map].map(([type, names]) => [widest(type), names.map(widest)]));
  return {
    ...statement,
    effect: 'Allow',
    actions: all(statement.actions),
    resources: all(statement.resources),
    principals: byType(statement.principals),
  };
}
