type Scope = Readonly<Record<string, any>>;
type Expression = (scope: Scope) => any;

const TOKEN = /\s*('(?:\\.|[^'\\])*'|\d+|[A-Za-z_]\w*|==|!=|&&|\|\||[?:()[\].,!+])/y;

/**
 * Evaluates the part of CEL that our admission policies are written in. As in CEL,
 * a field that is missing is an error, and `||` and `&&` forgive an error on one
 * side if the other side decides.
 */
export function evaluateCel(text: string, scope: Scope): any {
  return new Parser(tokensOf(text)).parse()(scope);
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) {
      throw new Error(`CEL: unexpected "${text.slice(at)}"`);
    }
    tokens.push(match[1]);
  }
  return tokens;
}

class Parser {
  private at = 0;

  constructor(private readonly tokens: string[]) { }

  public parse(): Expression {
    const expression = this.conditional();
    if (this.at < this.tokens.length) {
      throw new Error(`CEL: unexpected "${this.tokens[this.at]}"`);
    }
    return expression;
  }

  private conditional(): Expression {
    const condition = this.or();
    if (!this.take('?')) {
      return condition;
    }
    const yes = this.conditional();
    this.expect(':');
    const no = this.conditional();
    return scope => condition(scope) ? yes(scope) : no(scope);
  }

  private or(): Expression {
    const left = this.and();
    return this.take('||') ? decidedBy(true, left, this.or()) : left;
  }

  private and(): Expression {
    const left = this.relation();
    return this.take('&&') ? decidedBy(false, left, this.and()) : left;
  }

  private relation(): Expression {
    const left = this.sum();
    for (const [operator, apply] of Object.entries(RELATIONS)) {
      if (this.take(operator)) {
        const right = this.sum();
        return scope => apply(left(scope), right(scope));
      }
    }
    return left;
  }

  private sum(): Expression {
    const left = this.unary();
    if (!this.take('+')) {
      return left;
    }
    const right = this.sum();
    return scope => Array.isArray(left(scope)) ? [...left(scope), ...right(scope)] : left(scope) + right(scope);
  }

  private unary(): Expression {
    if (this.take('!')) {
      const operand = this.unary();
      return scope => !operand(scope);
    }
    return this.members(this.primary());
  }

  private members(start: Expression): Expression {
    let of = start;
    while (this.take('.')) {
      const target = of;
      const name = this.next();
      of = this.take('(') ? this.call(target, name) : scope => fieldOf(target(scope), name);
    }
    return of;
  }

  private call(target: Expression, name: string): Expression {
    const methods: Record<string, (subject: any, argument: any) => any> = {
      matches: (subject: string, pattern: string) => new RegExp(pattern).test(subject),
      startsWith: (subject: string, prefix: string) => subject.startsWith(prefix),
    };
    if (methods[name]) {
      const argument = this.conditional();
      this.expect(')');
      return scope => methods[name](target(scope), argument(scope));
    }
    const variable = this.next();
    this.expect(',');
    const body = this.conditional();
    this.expect(')');
    const macros: Record<string, (list: any[], each: (item: any) => any) => any> = {
      exists: (list, each) => list.some(each),
      all: (list, each) => list.every(each),
      map: (list, each) => list.map(each),
      filter: (list, each) => list.filter(each),
    };
    return scope => macros[name](target(scope), item => body({ ...scope, [variable]: item }));
  }

  private primary(): Expression {
    const token = this.next();
    if (token === '(') {
      const inner = this.conditional();
      this.expect(')');
      return inner;
    }
    if (token === '[') {
      const items: Expression[] = [];
      while (!this.take(']')) {
        items.push(this.conditional());
        this.take(',');
      }
      return scope => items.map(item => item(scope));
    }
    if (token === 'has') {
      return this.has();
    }
    if (token.startsWith("'")) {
      const literal = token.slice(1, -1).replace(/\\(.)/g, '$1');
      return () => literal;
    }
    return token === 'null' ? () => null : scope => fieldOf(scope, token);
  }

  private has(): Expression {
    this.expect('(');
    const path = [this.next()];
    while (this.take('.')) {
      path.push(this.next());
    }
    this.expect(')');
    const last = path.pop()!;
    return scope => path.reduce(fieldOf, scope)[last] !== undefined;
  }

  private next(): string {
    return this.tokens[this.at++];
  }

  private take(token: string): boolean {
    const found = this.tokens[this.at] === token;
    this.at += found ? 1 : 0;
    return found;
  }

  private expect(token: string): void {
    if (!this.take(token)) {
      throw new Error(`CEL: "${token}" expected before "${this.tokens[this.at]}"`);
    }
  }
}

const RELATIONS: Record<string, (left: any, right: any) => boolean> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  'in': (left, right: any[]) => right.includes(left),
};

function decidedBy(decision: boolean, left: Expression, right: Expression): Expression {
  return scope => {
    try {
      return left(scope) === decision ? decision : right(scope);
    } catch (error) {
      if (right(scope) === decision) {
        return decision;
      }
      throw error;
    }
  };
}

function fieldOf(of: any, name: string): any {
  if (of[name] === undefined) {
    throw new Error(`CEL: no such key: ${name}`);
  }
  return of[name];
}
