/* A lane is named by its role; on the drawing it bears the words that people have for it. */

export function rolesInWords(words) {
  function spoken(textRenderer) {
    const create = textRenderer.createText;
    textRenderer.createText = (text, options) => create.call(textRenderer, words[text] ?? text, options);
  }
  spoken.$inject = ["textRenderer"];
  return { __init__: ["rolesInWords"], rolesInWords: ["type", spoken] };
}
