-- Code actions, applied.

local harness = require('harness')
local test, eq, eventually = harness.test, harness.eq, harness.eventually

require('whyfirst').setup()
vim.cmd.edit((harness.file('ads.md', harness.note)))
local client = harness.attached()
local skips = { '10:0-11 skipped-step', '6:0-15 skipped-step' }

--- The actions at a line, from 1.
---@param line integer
---@return lsp.CodeAction[]
local function actions(line)
  vim.api.nvim_win_set_cursor(0, { line, 0 })
  local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
  params.context = { diagnostics = {}, triggerKind = 1 }
  return assert(client:request_sync('textDocument/codeAction', params, 5000, 0)).result
end

---@param line integer from 1
---@param title string
---@return lsp.CodeAction
local function action(line, title)
  local found = actions(line)
  local fitting = vim.tbl_filter(function(it)
    return it.title == title
  end, found)
  eq({ #fitting, vim.inspect(#fitting == 1 or found) }, { 1, 'true' })
  return fitting[1]
end

--- Applies an action as a user does.
---@param line integer from 1
---@param title string
local function apply(line, title)
  local tick = vim.b.changedtick
  vim.api.nvim_win_set_cursor(0, { line, 0 })
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(it)
      return it.title == title
    end,
  })
  eventually('the change', function()
    return vim.b.changedtick > tick
  end)
end

--- The text that an action is to leave, its edits made by hand.
---@param it lsp.CodeAction
---@return string[]
local function text_after(it)
  -- What an action changes is told when it is chosen.
  if not it.edit then
    it = assert(client:request_sync('codeAction/resolve', it, 5000, 0)).result
  end
  local text = table.concat(harness.note, '\n') .. '\n'
  local starts = { 0 }
  for at in text:gmatch('\n()') do
    table.insert(starts, at - 1)
  end
  local edits = it.edit.changes and it.edit.changes[vim.uri_from_bufnr(0)] or it.edit.documentChanges[1].edits
  table.sort(edits, function(a, b)
    return a.range.start.line > b.range.start.line
  end)
  for _, edit in ipairs(edits) do
    local from = starts[edit.range.start.line + 1] + edit.range.start.character
    local to = starts[edit.range['end'].line + 1] + edit.range['end'].character
    text = text:sub(1, from) .. edit.newText .. text:sub(to + 1)
  end
  return vim.split((text:gsub('\n$', '')), '\n')
end

test('a skipped step is put in its place with its prompts', function()
  harness.diagnosed(skips)
  local title = 'Insert “Frame as an ML task” with its prompts'
  local want = text_after(action(7, title))
  apply(7, title)
  local got = harness.lines()
  eq(got, want)
  -- All that stood there still does, around one step.
  local added = #got - #harness.note
  eq(vim.list_slice(got, 1, 6), vim.list_slice(harness.note, 1, 6))
  eq(vim.list_slice(got, 7 + added), vim.list_slice(harness.note, 7))
  eq({ got[7], got[8], got[6 + added] }, { '## Frame as an ML task', '', '' })
  for at = 9, 5 + added do
    eq(vim.startswith(got[at], '- '), true)
  end
  -- It is not skipped any more, and prompts that wait to be filled in are no reproach in a draft.
  harness.diagnosed({ ('%d:0-11 skipped-step'):format(10 + added) })
end)

test('one undo takes it back', function()
  vim.cmd.undo()
  eq(harness.lines(), harness.note)
  harness.diagnosed(skips)
end)

test('a step can be left out on purpose', function()
  local title = '“Develop the model” is not needed here, because …'
  local want = text_after(action(11, title))
  apply(11, title)
  eq(harness.lines(), want)
  eq(#harness.lines(), #harness.note + 1)
  harness.diagnosed({ '7:0-15 skipped-step' })
  vim.cmd.undo()
  harness.diagnosed(skips)
end)

test('all missing steps are put in at once', function()
  local title = 'Insert all missing steps with their prompts'
  local want = text_after(action(11, title))
  apply(11, title)
  eq(harness.lines(), want)
  local headings = vim.tbl_filter(function(line)
    return vim.startswith(line, '## ')
  end, want)
  eq(headings, {
    '## Clarify requirements',
    '## Frame as an ML task',
    '## Prepare data',
    '## Develop the model',
    '## Evaluate',
    '## Deploy and serve',
    '## Monitor and maintain',
  })
  eventually('no step to be skipped', function()
    return not table.concat(harness.diagnostics()):find('skipped-step', 1, true)
  end)
  vim.cmd.undo()
  eq(harness.lines(), harness.note)
end)

test('a file with DOS line ends gets lines like its own', function()
  local dos = vim.tbl_map(function(line)
    return line .. '\r'
  end, harness.note)
  vim.cmd.edit((harness.file('ads.md', dos)))
  eq(vim.bo.fileformat, 'dos')
  client = harness.attached()
  apply(7, 'Insert “Frame as an ML task” with its prompts')
  eq(#harness.lines() > #harness.note, true)
  eq(table.concat(harness.lines()):find('\r', 1, true), nil)
end)

test('where nothing is to be done, nothing is offered', function()
  vim.cmd.edit((harness.file('README.md', harness.readme)))
  client = harness.attached()
  eq(#(actions(5) or {}), 0)
end)

harness.finish()
