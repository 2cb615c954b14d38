-- The clock of a practice interview, with no more than `:Whyfirst practice`.

local harness = require('harness')
local test, eq, has, eventually = harness.test, harness.eq, harness.has, harness.eventually

local history = vim.env.XDG_DATA_HOME .. '/whyfirst/practice.jsonl'

---@type string[] What the server says of the practice's progress, each as `kind title: message`.
local told = {}
vim.api.nvim_create_autocmd('LspProgress', {
  callback = function(event)
    local value = event.data.params.value
    if tostring(event.data.params.token):find('practice', 1, true) then
      table.insert(told, ('%s %s: %s'):format(value.kind, value.title or '', value.message or ''))
    end
  end,
})

---@param part string
local function is_told(part)
  eventually('progress that says ' .. part, function()
    return vim.iter(told):any(function(line)
      return line:find(part, 1, true) ~= nil
    end)
  end)
end

--- The hints of the buffer, each as `line text`, from 0.
---@return string[]
local function hints()
  return vim.tbl_map(function(it)
    local label = it.inlay_hint.label
    local text = type(label) == 'string' and label
      or table.concat(vim.tbl_map(function(part)
        return part.value
      end, label))
    return ('%d %s'):format(it.inlay_hint.position.line, text)
  end, vim.lsp.inlay_hint.get({ bufnr = 0 }))
end

---@param part string
local function is_hinted(part)
  eventually('a hint that says ' .. part, function()
    return vim.iter(hints()):any(function(hint)
      return hint:find(part, 1, true) ~= nil
    end)
  end)
end

---@return table[] The practices that were recorded.
local function records()
  if not vim.uv.fs_stat(history) then
    return {}
  end
  return vim.tbl_map(vim.json.decode, vim.fn.readfile(history))
end

local said = {}
---@diagnostic disable-next-line: duplicate-set-field
vim.notify = function(message)
  table.insert(said, message)
end

vim.lsp.config('whyfirst', { settings = { whyfirst = { calm = 0 } }, init_options = { calm = 0 } })
require('whyfirst').setup()
vim.cmd.edit((harness.file('ads.md', harness.note)))

test(':Whyfirst practice starts a clock, which says what the time is for and where one is', function()
  harness.attached()
  vim.cmd.Whyfirst('practice 30')
  is_told('begin Practice, 30 min: 30 min left · time for: Clarify requirements')
  vim.api.nvim_buf_set_text(0, 12, 0, 12, 0, { 'By slice. ' })
  is_told('(you are ahead, in: Evaluate)')
end)

test('the headings show the time that was spent and planned', function()
  is_hinted('2 0 of ')
  is_hinted('10 0 of ')
end)

test('a length that is none is answered', function()
  vim.cmd.Whyfirst('practice soon')
  has(table.concat(said, '\n'), "practice takes minutes, `stop` or `summary`, not 'soon'")
end)

test(':Whyfirst practice stop ends it, sums it up and keeps a record', function()
  vim.cmd.Whyfirst('practice stop')
  is_told('end ')
  eventually('the record', function()
    return #records() == 1
  end)
  local record = records()[1]
  eq({ record.minutes, record.problem, record.level }, { 30, 'ad-click-prediction', 'senior' })
  eq(#record.steps, 7)
  eq(
    vim.iter(hints()):any(function(hint)
      return hint:find('practised', 1, true) ~= nil
    end),
    false
  )
end)

test(':Whyfirst practice summary shows what it came to, at the end of the note and on a page', function()
  local note = vim.api.nvim_get_current_buf()
  vim.cmd.Whyfirst('practice summary')
  eventually('the page', function()
    return vim.api.nvim_buf_get_name(0) == 'whyfirst://practice'
  end)
  local page = table.concat(harness.lines(), '\n')
  has(page, '| Evaluate |')
  has(page, 'essentials are covered after')
  vim.cmd.close()
  eq(vim.api.nvim_get_current_buf(), note)
  is_hinted('practised 0 of 30 min')
end)

test('no record is kept where none is wanted', function()
  local client = harness.attached()
  client:notify('workspace/didChangeConfiguration', {
    settings = { whyfirst = { calm = 0, practice = { history = false } } },
  })
  told = {}
  vim.cmd.Whyfirst('practice 45')
  is_told('begin Practice, 45 min')
  vim.cmd.Whyfirst('practice stop')
  is_told('end ')
  client:request_sync('workspace/executeCommand', { command = 'whyfirst.practice.stop', arguments = {} }, 2000, 0)
  eq(#records(), 1)
end)

harness.finish()
