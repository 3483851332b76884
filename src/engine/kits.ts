/** Everything a file of kit rules needs, in one import. */
export { attributeRule } from './kits/attribute-rule.ts';
export { blockRule } from './kits/block-rule.ts';
export { companionRule } from './kits/companion-rule.ts';
export { ingressRule } from './kits/ingress-rule.ts';
export { policyRule } from './kits/policy-rule.ts';
export { presenceRule } from './kits/presence-rule.ts';
export { rangeRule } from './kits/range-rule.ts';
export { same, similar } from './rule.ts';
