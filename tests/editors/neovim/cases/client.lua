-- What a note looks like in Neovim, from opening it to closing it.

local harness = require('harness')
local test, eq, has, eventually = harness.test, harness.eq, harness.has, harness.eventually

-- Pushed diagnostics, by address, with the version that the buffer had when they came.
---@type table<string, { version: integer, buffer: integer, items: lsp.Diagnostic[] }>
local pushed = {}
local push = vim.lsp.handlers['textDocument/publishDiagnostics']
vim.lsp.handlers['textDocument/publishDiagnostics'] = function(err, result, context)
  local bufnr = vim.uri_to_bufnr(result.uri)
  local version = vim.lsp.util.buf_versions[bufnr]
  pushed[result.uri] = { version = result.version, buffer = version, items = result.diagnostics }
  return push(err, result, context)
end

local ended
vim.lsp.config('whyfirst', {
  on_exit = function(code, signal)
    ended = { code = code, signal = signal }
  end,
})
require('whyfirst').setup()

local path, folder = harness.file('notes/ads.md', harness.note, { 'notes/.git/', 'whyfirst.toml' })
vim.cmd.edit(path)
local note = vim.api.nvim_get_current_buf()
local skips = { '10:0-11 skipped-step', '6:0-15 skipped-step' }
local client, server

test('the server is attached, at the folder of whyfirst.toml', function()
  client = harness.attached(note)
  eq(vim.bo[note].filetype, 'markdown')
  eq(client.root_dir, folder)
  eq(client.server_info.name, 'whyfirst')
  has(vim.fn.system({ 'whyfirst', '--version' }), client.server_info.version)
  server = vim.api.nvim_get_proc_children(vim.fn.getpid())[1]
  eq(harness.lives(server), true)
end)

test('skipped steps are warnings at the step before which they belong', function()
  harness.diagnosed(skips, note)
  local first = vim.diagnostic.get(note, { lnum = 6 })[1]
  eq({ first.severity, first.source }, { vim.diagnostic.severity.WARN, 'whyfirst' })
  has(first.message, 'Frame as an ML task')
end)

test('diagnostics follow the text, under its version', function()
  local step = { '## Frame as an ML task', '', 'Predict P(click): binary classification; user, ad and context in.', '' }
  vim.api.nvim_buf_set_lines(note, 6, 6, false, step)
  harness.diagnosed({ '14:0-11 skipped-step' }, note)
  vim.cmd.undo()
  harness.diagnosed(skips, note)
  local last = pushed[vim.uri_from_bufnr(note)]
  if last then -- A server that is asked for diagnostics pushes none.
    eq(last.version, last.buffer)
  end
end)

---@return string?
local function float_text()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      local text = table.concat(harness.lines(vim.api.nvim_win_get_buf(window)), '\n')
      vim.api.nvim_win_close(window, true)
      return text
    end
  end
end

---@param line integer from 1
---@param word string
---@return string
local function hover(line, word)
  local column = assert(vim.fn.getline(line):find(word, 1, true)) - 1
  vim.api.nvim_win_set_cursor(0, { line, column })
  vim.lsp.buf.hover()
  return eventually('the hover over ' .. word, float_text)
end

test('a concept is explained where it is mentioned', function()
  has(hover(13, 'log loss'), 'Log loss')
  has(hover(13, 'loss and'), 'Log loss')
end)

test('the heading of a step says what the step is for', function()
  has(hover(7, 'data'), 'Prepare data')
end)

test('hints stand at the end of the headings of steps', function()
  eq(vim.lsp.inlay_hint.is_enabled({ bufnr = note }), true)
  local hints = eventually('the hints', function()
    local hints = vim.lsp.inlay_hint.get({ bufnr = note })
    return #hints > 2 and hints
  end)
  for at, line in ipairs({ 2, 6, 10 }) do
    local hint = hints[at].inlay_hint
    eq(hint.position, { line = line, character = #harness.note[line + 1] })
    -- A label is a text or a list of parts.
    local label = hint.label
    if type(label) == 'table' then
      label = vim.iter(label):fold('', function(text, part)
        return text .. part.value
      end)
    end
    eq(label:match('^%d+/%d+') ~= nil, true)
  end
end)

test('symbols are the steps', function()
  local steps
  vim.lsp.buf.document_symbol({
    on_list = function(list)
      steps = vim.tbl_map(function(item)
        return { item.lnum, (item.text:gsub('^%[%a+%] ', '')) }
      end, list.items)
    end,
  })
  eventually('the symbols', function()
    return steps
  end)
  -- Below each step stands what it settles.
  local outline = vim.tbl_filter(function(step)
    return vim.startswith(harness.note[step[1]], '#')
  end, steps)
  eq(outline, { { 3, 'Clarify requirements' }, { 7, 'Prepare data' }, { 11, 'Evaluate' } })
end)

test('a file that is no design note stays silent', function()
  vim.cmd.edit((harness.file('README.md', harness.readme)))
  local readme = harness.attached()
  local params = { textDocument = vim.lsp.util.make_text_document_params() }
  local answer = assert(readme:request_sync('textDocument/documentSymbol', params, 5000, 0))
  eq(#(answer.result or {}), 0)
  params.range = vim.lsp.util.make_given_range_params({ 1, 0 }, { #harness.readme, 0 }, 0, readme.offset_encoding).range
  answer = assert(readme:request_sync('textDocument/inlayHint', params, 5000, 0))
  eq(#(answer.result or {}), 0)
  vim.wait(400)
  eq(harness.diagnostics(), {})
end)

test('a note outside of any project is served without a root', function()
  vim.cmd.edit((harness.file('alone.md', harness.note)))
  local alone = harness.attached()
  eq(alone.root_dir, nil)
  harness.diagnosed(skips)
  vim.cmd.bwipeout()
end)

test('other buffers are left alone', function()
  vim.cmd.edit((harness.file('other.lua', { 'return {}' })))
  eq(vim.lsp.get_clients({ bufnr = 0 }), {})
  eq(vim.lsp.inlay_hint.is_enabled({ bufnr = 0 }), false)
  eq(vim.bo.completeopt, '')
  vim.cmd.bwipeout()
end)

test('closing a note clears its diagnostics, opening it again brings them back', function()
  local uri = vim.uri_from_bufnr(note)
  local was_pushed = pushed[uri] ~= nil
  vim.cmd.bdelete({ args = { note }, bang = true })
  eq(harness.diagnostics(note), {})
  if was_pushed then
    eventually('the server to take its diagnostics back', function()
      return #pushed[uri].items == 0
    end)
  end
  vim.cmd.edit(path)
  harness.diagnosed(skips)
end)

test('a stopped server ends well, and its process is gone', function()
  for _, it in ipairs(vim.lsp.get_clients()) do
    if it.id ~= client.id then
      it:stop()
    end
  end
  eventually('the other servers to end', function()
    return #vim.lsp.get_clients() == 1
  end)
  ended = nil
  client:stop()
  eventually('the server to end', function()
    return ended and #vim.lsp.get_clients() == 0
  end)
  eq(ended, { code = 0, signal = 0 })
  eq(harness.lives(server), false)
  eq(vim.api.nvim_get_proc_children(vim.fn.getpid()), {})
  eq(harness.diagnostics(), {})
end)

harness.finish()
