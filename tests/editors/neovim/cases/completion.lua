-- What is offered while a note is typed, and what accepting it leaves behind.

local harness = require('harness')
local Child = require('child')
local test, eq, has = harness.test, harness.eq, harness.has

--- Runs a test in a Neovim of its own, with a note open.
---@param name string
---@param options { setup?: string, lines?: string[] }
---@param body fun(child: Child)
local function typing(name, options, body)
  local child
  test(name, function()
    child = Child.start(options.setup)
    child:open((harness.file('ads.md', options.lines or harness.note)))
    body(child)
  end)
  if child then
    child:stop()
  end
end

--- What an item is to put in, as lines: asked of the server in a second way, its placeholders taken out by hand.
---@param child Child
---@param label string
---@return string[]
local function text_of(child, label)
  local text = child:lua(
    [[
      local client = vim.lsp.get_clients({ bufnr = 0, name = 'whyfirst' })[1]
      local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
      local answer = client:request_sync('textDocument/completion', params, 5000, 0)
      for _, item in ipairs(answer.result.items) do
        if item.label == ... then
          return item.textEdit.newText
        end
      end
    ]],
    label
  )
  text = text:gsub('%$%b{}', function(placeholder)
    return placeholder:match('^%${%d+:(.*)}$') or ''
  end)
  return vim.split((text:gsub('%$%d+', ''):gsub('\\(.)', '%1')), '\n')
end

---@param before string[]
---@param middle string[]
---@param after? string[]
---@return string[]
local function joined(before, middle, after)
  return vim.iter({ before, middle, after or {} }):flatten():totable()
end

--- Whether lines are a step with prompts: a heading, a blank line, bullets.
---@param lines string[]
---@param heading string
local function is_step(lines, heading)
  eq({ lines[1], lines[2] }, { heading, '' })
  eq(#lines > 2, true)
  for at = 3, #lines do
    eq(vim.startswith(lines[at], '- '), true)
    eq(lines[at]:find('[${}]'), nil)
  end
end

typing('after # the next step comes first, then the skipped ones', {}, function(child)
  child:type('Go<CR>#')
  local items = child:menu()
  local labels = vim.tbl_map(function(item)
    return item.abbr
  end, items)
  eq(vim.list_slice(labels, 1, 3), { '## Deploy and serve', '## Frame as an ML task', '## Develop the model' })
  has(items[1].menu, 'next')
  has(items[2].menu, 'skipped')
  eq(child:lua('return vim.api.nvim_get_current_line()'), '#')
end)

typing('an accepted step is put in whole, and nothing else is touched', {}, function(child)
  child:type('Go<CR>#')
  child:menu()
  local step = text_of(child, '## Deploy and serve')
  is_step(step, '## Deploy and serve')
  child:type('<C-n><C-y>')
  child:eventually('the step', 'return vim.snippet.active()')
  eq(child:lines(), joined(harness.note, joined({ '' }, step)))
  eq(child:lua('return vim.fn.mode()'), 's') -- The first placeholder is selected, to be typed over.
end)

typing('a placeholder is typed over, and Tab leads to the next one', {}, function(child)
  child:type('Go<CR>#')
  child:menu()
  child:type('<C-n><C-y>')
  child:eventually('the step', 'return vim.snippet.active()')
  child:type('first<Tab>second')
  local text = table.concat(child:lines(), '\n')
  has(text, 'first')
  has(text, 'second')
  eq(text:find('first', 1, true) < text:find('second', 1, true), true)
end)

typing('between two steps, after ## and some letters', {}, function(child)
  child:type('gg/Evaluate<CR>O<CR><Up>##<Space>')
  child:menu()
  child:type('De')
  local step = text_of(child, '## Develop the model')
  is_step(step, '## Develop the model')
  child:type('<C-n><C-y>')
  child:eventually('the step', 'return #vim.api.nvim_buf_get_lines(0, 0, -1, false) > 18')
  local before, after = vim.list_slice(harness.note, 1, 10), vim.list_slice(harness.note, 11)
  eq(child:lines(), joined(before, step, joined({ '' }, after)))
  child:eventually('the prompts to be no reproach', 'return #vim.diagnostic.get(0, { lnum = 10 }) == 0')
end)

typing('at a bullet, what the step leaves open', {}, function(child)
  child:type('Go<CR>-<Space>')
  local items = child:menu()
  local prompt = text_of(child, items[1].abbr)
  eq(#prompt, 1)
  child:type('<C-n><C-y>')
  child:eventually('the prompt', ('return vim.api.nvim_get_current_line() == %q'):format('- ' .. prompt[1]))
  eq(child:lines(), joined(harness.note, { '', '- ' .. prompt[1] }))
end)

typing('names of concepts, when asked', {}, function(child)
  child:type('GA We check calibrat<C-x><C-o>')
  local items = child:menu()
  eq(items[1].abbr, 'Calibration')
  child:type('<C-n><C-y>')
  local want = vim.deepcopy(harness.note)
  -- As it is written in the midst of a sentence.
  want[#want] = want[#want] .. ' We check calibration'
  eq(child:lines(), want)
end)

typing('a space in a sentence opens nothing', {}, function(child)
  child:type('GA and<Space>')
  vim.wait(400)
  eq(child:lua('return vim.fn.pumvisible()'), 0)
end)

typing('an empty note is offered outlines', { lines = {} }, function(child)
  child:type('i<C-x><C-o>')
  has(child:menu()[1].abbr, 'Outline: ML 7-step')
  child:type('<C-n><C-y>')
  child:eventually('the outline', 'return #vim.api.nvim_buf_get_lines(0, 0, -1, false) > 20')
  local headings = vim.tbl_filter(function(line)
    return vim.startswith(line, '## ')
  end, child:lines())
  eq(#headings, 7)
  eq(headings[1], '## 1. Clarify requirements')
end)

local dos = vim.tbl_map(function(line)
  return line .. '\r'
end, harness.note)

typing('a file with DOS line ends gets lines like its own', { lines = dos }, function(child)
  eq(child:lua('return vim.bo.fileformat'), 'dos')
  child:type('Go<CR>#')
  child:menu()
  child:type('<C-n><C-y>')
  child:eventually('the step', 'return vim.snippet.active()')
  for _, line in ipairs(child:lines()) do
    eq({ line, line:find('\r', 1, true) }, { line, nil })
  end
end)

typing('the menu does not open by itself where that is off', {
  setup = "require('whyfirst').setup({ completion = false, inlay_hints = false })",
}, function(child)
  eq(child:lua('return vim.bo.completeopt'), '')
  eq(child:lua('return vim.lsp.inlay_hint.is_enabled({ bufnr = 0 })'), false)
  child:lua("vim.o.completeopt = 'menuone,noselect'")
  child:type('Go<CR>#')
  vim.wait(400)
  eq(child:lua('return vim.fn.pumvisible()'), 0)
  child:type('<C-x><C-o>')
  eq(child:menu()[1].abbr, '## Deploy and serve')
end)

typing("a 'completeopt' that the user has set stays", {
  setup = "vim.o.completeopt = 'menuone,noinsert'; require('whyfirst').setup()",
}, function(child)
  eq(child:lua('return { vim.o.completeopt, vim.bo.completeopt }'), { 'menuone,noinsert', '' })
end)

typing('vim.lsp.enable() alone gives omni-completion and diagnostics', {
  setup = "vim.o.completeopt = 'menuone,noselect'; vim.lsp.enable('whyfirst')",
}, function(child)
  child:eventually('the diagnostics', 'return #vim.diagnostic.get(0) == 2')
  child:type('Go<CR>#<C-x><C-o>')
  eq(child:menu()[1].abbr, '## Deploy and serve')
end)

harness.finish()
