// GitHub's own parser of actions and workflows and its evaluator of expressions, asked line by line: JSON in, JSON out.
import { register } from "node:module";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

register("./json.mjs", import.meta.url);
const parser = await import("@actions/workflow-parser");
const actions = await import("@actions/workflow-parser/actions/index");
const { Lexer, Parser, Evaluator, data, wellKnownFunctions } = await import("@actions/expressions");
const { truthy } = await import("@actions/expressions/result");

const NAMES = ["github", "inputs", "steps", "env", "runner", "job", "matrix", "needs", "vars", "secrets", "strategy"];

function said(errors) {
  return errors.map((one) => `${one.prefix ?? ""}${one.prefix ? ": " : ""}${one.rawMessage ?? one.message}`);
}

function token(value) {
  if (value === undefined || value === null) return null;
  return value.isExpression ? { expression: value.expression } : { literal: value.toString() };
}

function pairs(mapping) {
  const found = [];
  if (mapping) for (const pair of mapping) found.push([pair.key.toString(), token(pair.value)]);
  return found;
}

function member(mapping, name) {
  if (mapping) for (const pair of mapping) if (pair.key.toString() === name) return pair.value;
  return undefined;
}

function action(file) {
  const trace = new parser.NoOperationTraceWriter();
  const parsed = actions.parseAction({ name: file, content: readFileSync(file, "utf8") }, trace);
  const found = parsed.value ? actions.convertActionTemplate(parsed.context, parsed.value) : {};
  // The converted step of an action that is used has lost what it is given: that is read from the tokens.
  const raw = [...(member(member(parsed.value, "runs"), "steps") ?? [])];
  const steps = (found.runs?.steps ?? []).map((step, number) => ({
    id: step.id ?? "",
    name: token(step.name),
    if: step.if?.expression ?? "success()",
    uses: step.uses ? step.uses.toString() : null,
    run: token(step.run),
    shell: token(step.shell),
    env: pairs(step.env),
    with: pairs(member(raw[number], "with")),
  }));
  return {
    errors: said(parsed.context.errors.getErrors()),
    inputs: (found.inputs ?? []).map((one) => ({ id: one.id, description: one.description, default: token(one.default) })),
    outputs: (found.outputs ?? []).map((one) => ({ id: one.id, description: one.description, value: token(one.value) })),
    steps,
  };
}

async function workflow(file) {
  const trace = new parser.NoOperationTraceWriter();
  const parsed = parser.parseWorkflow({ name: file, content: readFileSync(file, "utf8") }, trace);
  const found = parsed.value ? await parser.convertWorkflowTemplate(parsed.context, parsed.value) : {};
  return { errors: [...said(parsed.context.errors.getErrors()), ...(found.errors ?? []).map((one) => one.Message)] };
}

function status(word) {
  const answers = { success: word === "success", failure: word === "failure", cancelled: word === "cancelled", always: true };
  const made = new Map(Object.entries(wellKnownFunctions));
  const infos = [];
  for (const [name, answer] of Object.entries(answers)) {
    const info = { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(answer) };
    made.set(name, info);
    infos.push(info);
  }
  return { made, infos };
}

function evaluate(expression, context, word) {
  const { made, infos } = status(word);
  const tree = new Parser(new Lexer(expression).lex().tokens, NAMES, infos).parse();
  const values = JSON.parse(JSON.stringify(context), data.reviver);
  const found = new Evaluator(tree, values, made).evaluate();
  return { value: found.coerceString(), truthy: truthy(found) };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const asked = JSON.parse(line);
    if (asked.op === "action") answer = action(asked.file);
    else if (asked.op === "workflow") answer = await workflow(asked.file);
    else answer = evaluate(asked.expression, asked.context, asked.status);
  } catch (error) {
    answer = { failed: String(error?.message ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
