-- A note from its start to its reading, by `:Whyfirst …`.

local harness = require('harness')
local test, eq, has, eventually = harness.test, harness.eq, harness.has, harness.eventually

local whyfirst = require('whyfirst')
whyfirst.setup({ code_lens = true })

local said
---@diagnostic disable-next-line: duplicate-set-field
vim.notify = function(message)
  said = message
end

--- Answers the next questions with the entries whose text begins so.
---@param answers string[]
local function choosing(answers)
  ---@diagnostic disable-next-line: duplicate-set-field
  vim.ui.select = function(items, options, use)
    local wanted = table.remove(answers, 1)
    for _, item in ipairs(items) do
      local text = options.format_item and options.format_item(item) or item
      if vim.startswith(text, wanted) then
        return use(item)
      end
    end
    error(('nothing offered begins with %q'):format(wanted))
  end
end

---@param part string
local function text_has(part)
  eventually(part .. ' to be in the buffer', function()
    return table.concat(harness.lines(), '\n'):find(part, 1, true)
  end)
end

test('a new answer by its id, with no note open', function()
  vim.cmd.Whyfirst('new ad-click-prediction')
  text_has('## 1. Clarify requirements')
  text_has('## 7. ')
  has(harness.lines()[1], '# ')
  eq(vim.bo.filetype, 'markdown')
  eq(vim.snippet.active(), true)
  vim.snippet.stop()
  vim.cmd.bwipeout({ bang = true })
end)

test('a new answer with a title of its own', function()
  vim.cmd.Whyfirst('new Design a turbine watcher')
  text_has('# Design a turbine watcher')
  vim.snippet.stop()
  vim.cmd.bwipeout({ bang = true })
end)

test('a new answer that is chosen, question and framework', function()
  choosing({ 'Video recommendation', 'ML 9-step' })
  vim.cmd.Whyfirst('new')
  text_has('## 9. ')
  vim.snippet.stop()
  vim.cmd.bwipeout({ bang = true })
end)

local path = harness.file('ads.md', harness.note)

test('how a note stands is there for a status line', function()
  vim.cmd.edit(path)
  harness.attached()
  eventually('the status', function()
    return whyfirst.statusline():match('^%d/7 · 2$')
  end)
  eq(require('whyfirst.status').of().framework.id, 'ml-7-step')
  -- lualine hands a component to itself.
  eq(whyfirst.statusline({}), whyfirst.statusline())
end)

test('the lens at the title says the same', function()
  eventually('a lens', function()
    local lenses = vim.lsp.codelens.get({ bufnr = 0 })
    local first = lenses[1] and (lenses[1].lens or lenses[1])
    return first and first.command and first.command.title:match('^%d/7 steps')
  end)
end)

test('the reading opens beside the note, and q closes it', function()
  vim.cmd.Whyfirst('reading')
  eventually('the page', function()
    return vim.api.nvim_buf_get_name(0):match('^whyfirst://reading')
  end)
  has(table.concat(harness.lines(), '\n'), 'Prepare data')
  eq(vim.bo.buftype, 'nofile')
  eq(#vim.lsp.get_clients({ bufnr = 0 }), 0)
  vim.cmd.normal('q')
  eq(vim.api.nvim_buf_get_name(0), path)
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

test('a term is explained: named, under the cursor, or chosen', function()
  vim.cmd.Whyfirst('explain ndcg')
  has(eventually('the card', float_text), 'NDCG')
  vim.api.nvim_win_set_cursor(0, { 13, (vim.fn.getline(13):find('CTR', 1, true)) - 1 })
  vim.cmd.Whyfirst('explain')
  has(eventually('the card', float_text), 'CTR')
  vim.cmd.Whyfirst('explain frobnicator')
  eventually('the answer', function()
    return said == "whyfirst: the guide does not know 'frobnicator'"
  end)
  vim.api.nvim_win_set_cursor(0, { 2, 0 })
  choosing({ 'Calibration' })
  vim.cmd.Whyfirst('explain')
  has(eventually('the card', float_text), 'Calibration')
end)

test('hints are switched off and on', function()
  local function on()
    return vim.lsp.inlay_hint.is_enabled({ bufnr = 0 })
  end
  eventually('the hints to be on', on)
  vim.cmd.Whyfirst('hints')
  eq(on(), false)
  vim.cmd.Whyfirst('hints')
  eq(on(), true)
end)

test('the missing steps are put in, and then none is missing', function()
  vim.cmd.Whyfirst('missing')
  for _, step in ipairs({ 'Frame as an ML task', 'Develop the model', 'Monitor and maintain' }) do
    text_has('## ' .. step)
  end
end)

test('the front matter is written', function()
  vim.cmd.Whyfirst('framework ml-9-step')
  text_has('ml-9-step')
  eq(harness.lines()[1], '---')
  choosing({ 'done' })
  vim.cmd.Whyfirst('status')
  text_has('status: done')
end)

test('in a readme nothing is switched on', function()
  vim.cmd.edit((harness.file('README.md', harness.readme)))
  harness.attached()
  eventually('the status', function()
    local status = require('whyfirst.status').of()
    return status and not status.designNote
  end)
  eq(vim.lsp.inlay_hint.is_enabled({ bufnr = 0 }), false)
  eq(whyfirst.statusline(), '')
end)

harness.finish()
