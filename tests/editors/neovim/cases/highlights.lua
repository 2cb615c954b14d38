-- What Neovim's own tree-sitter shows of a note.

local harness = require('harness')
local eq, test = harness.eq, harness.test

vim.opt.runtimepath:append(vim.env.CLIENT)

local path = harness.file('silenced.md', {
  '# Design an ad click predictor',
  '',
  '<!-- whyfirst: skip monitor — a one-off study -->',
  '<!-- a remark on whyfirst: nothing -->',
  '',
  'Text. <!-- whyfirst: allow empty-step -->',
  '',
  '- An item',
  '  <!--whyfirst: skip serve -->',
  '',
  'Text. <!-- a remark -->',
})
vim.cmd.edit(path)
vim.treesitter.get_parser(0):parse(true)

--- Whether a place (1-based line, 0-based column) is shown as something that decides what is told.
local function decides(line, column)
  local captures = vim.treesitter.get_captures_at_pos(0, line - 1, column)
  return vim.iter(captures):any(function(it)
    return it.capture == 'keyword.directive'
  end)
end

test('a comment that silences a finding stands out, a remark does not', function()
  eq({ decides(3, 6), decides(4, 6) }, { true, false })
end)

test('so it does within a line, and under an item', function()
  eq({ decides(6, 10), decides(9, 6), decides(6, 1), decides(11, 10) }, { true, true, false, false })
end)

harness.finish()
