-- What `:Whyfirst …` does.

local M = {}

local whyfirst = require('whyfirst')
local request = require('whyfirst.request')
local page = require('whyfirst.page')
local say = request.say

--- How long a server gets to end by itself, and how often to look, in milliseconds.
local PATIENCE, EVERY = 3000, 50

--- Stops the server and starts it again in all Markdown buffers. Does not wait for it.
local function restart()
  for _, client in ipairs(vim.lsp.get_clients({ name = whyfirst.NAME })) do
    client:stop()
  end
  local waited = 0
  local function start()
    local left = vim.lsp.get_clients({ name = whyfirst.NAME })
    if #left == 0 then
      vim.lsp.enable(whyfirst.NAME)
      return
    end
    waited = waited + EVERY
    if waited == PATIENCE then
      for _, client in ipairs(left) do
        client:stop(true)
      end
    elseif waited > 2 * PATIENCE then
      say('the server does not end; see :Whyfirst log', vim.log.levels.ERROR)
      return
    end
    vim.defer_fn(start, EVERY)
  end
  start()
end

--- Opens the log of all language servers at its end: what a server writes to standard error goes there.
local function log()
  local path = vim.lsp.log.get_filename()
  if not vim.uv.fs_stat(path) then
    say('there is no log yet at ' .. path)
    return
  end
  vim.cmd.split(vim.fn.fnameescape(path))
  vim.bo.readonly = true
  vim.cmd('normal! G')
end

--- Lets the user choose one of the server's entries.
---@param kind 'frameworks'|'problems'|'concepts'
---@param prompt string
---@param use fun(entry: whyfirst.Entry)
local function choose(kind, prompt, use)
  request.list(kind, function(entries)
    vim.ui.select(entries, {
      prompt = prompt,
      kind = 'whyfirst.' .. kind,
      format_item = function(entry)
        return entry.detail ~= '' and ('%s  (%s)'):format(entry.title, entry.detail) or entry.title
      end,
    }, function(entry)
      if entry then
        use(entry)
      end
    end)
  end)
end

--- Opens a note with an outline, its placeholders live.
---@param asked { problem?: string, title?: string, framework?: string }
local function open_new(asked)
  request.ask('newAnswer', asked, function(answer)
    if not answer then
      return
    end
    vim.cmd.enew()
    vim.bo.filetype = 'markdown'
    vim.cmd.startinsert()
    vim.schedule(function()
      vim.snippet.expand(answer.snippet)
    end)
  end)
end

--- `:Whyfirst new`, `:Whyfirst new PROBLEM`, `:Whyfirst new Any title`.
---@param wanted string
local function new(wanted)
  if wanted ~= '' then
    local is_known = vim.list_contains(request.ids('problems'), wanted)
    open_new(is_known and { problem = wanted } or { title = wanted })
    return
  end
  choose('problems', 'Which question do you answer?', function(problem)
    choose('frameworks', 'Which framework?', function(framework)
      open_new({ problem = problem.id, framework = framework.id })
    end)
  end)
end

---@return { uri: string }
local function this_note()
  return { uri = vim.uri_from_bufnr(0) }
end

--- Puts the steps in that are not there yet.
local function missing()
  request.ask('insertMissingSteps', this_note(), function(count)
    if count == 0 then
      say('no step is missing in this note')
    end
  end, vim.api.nvim_get_current_buf())
end

--- Shows a page that the server writes about this note.
---@param command string
---@param name string
---@param otherwise string what to say where there is no such page
local function show_page(command, name, otherwise)
  request.ask(command, this_note(), function(answer)
    if answer then
      page.split(answer, name)
    else
      say(otherwise, vim.log.levels.WARN)
    end
  end, vim.api.nvim_get_current_buf())
end

--- Shows how the note is read.
local function reading()
  show_page('showReading', 'reading', 'this buffer is no note that the server knows; :Whyfirst health says why')
end

--- Explains what is named, or else the word under the cursor, or else what is chosen.
---@param term string
local function explain(term)
  local function show(wanted, otherwise)
    request.ask('explain', { term = wanted }, function(answer)
      if answer then
        page.float(answer)
      else
        otherwise()
      end
    end)
  end
  local function pick()
    choose('concepts', 'Explain which concept?', function(concept)
      show(concept.id, function() end)
    end)
  end
  if term ~= '' then
    show(term, function()
      say(("the guide does not know '%s'"):format(term), vim.log.levels.WARN)
    end)
    return
  end
  -- On an empty line there is no word, which is an error to Neovim.
  local there, word = pcall(vim.fn.expand, '<cword>')
  if not there or word == '' then
    pick()
  else
    show(word, pick)
  end
end

--- Switches the hints of this buffer.
local function hints()
  local on = vim.lsp.inlay_hint.is_enabled({ bufnr = 0 })
  vim.lsp.inlay_hint.enable(not on, { bufnr = 0 })
end

--- Writes into the front matter which framework, problem or status the note has.
---@param key 'framework'|'problem'|'status'
---@param value string
local function set(key, value)
  local function write(id)
    request.ask(
      'setFrontMatter',
      vim.tbl_extend('error', this_note(), { [key] = id }),
      nil,
      vim.api.nvim_get_current_buf()
    )
  end
  if value ~= '' then
    write(value)
  elseif key == 'status' then
    vim.ui.select({ 'draft', 'done' }, { prompt = 'The note is' }, function(status)
      if status then
        write(status)
      end
    end)
  else
    choose(key .. 's', 'The ' .. key .. ' of this note', function(entry)
      write(entry.id)
    end)
  end
end

--- `:Whyfirst practice 45`, `:Whyfirst practice stop`, `:Whyfirst practice summary`.
---@param wanted string
local function practice(wanted)
  if wanted == 'stop' then
    request.ask('practice.stop', {}, nil, vim.api.nvim_get_current_buf())
    return
  end
  if wanted == 'summary' then
    show_page('practice.summary', 'practice', 'no practice of this note has ended yet')
    return
  end
  -- Without a length it is the note's own, or else that of an interview.
  local minutes = tonumber(wanted)
  if not minutes and wanted ~= '' then
    say(("practice takes minutes, `stop` or `summary`, not '%s'"):format(wanted), vim.log.levels.ERROR)
    return
  end
  request.ask(
    'practice.start',
    vim.tbl_extend('error', this_note(), { minutes = minutes }),
    nil,
    vim.api.nvim_get_current_buf()
  )
end

---@class whyfirst.Action
---@field run fun(rest: string)
---@field complete? fun(): string[] What may follow.

---@param kind 'frameworks'|'problems'|'concepts'
local function ids(kind)
  return function()
    return request.ids(kind)
  end
end

---@param key 'framework'|'problem'|'status'
local function setter(key)
  return function(value)
    set(key, value)
  end
end

---@type table<string, whyfirst.Action>
local actions = {
  new = { run = new, complete = ids('problems') },
  missing = { run = missing },
  reading = { run = reading },
  explain = { run = explain, complete = ids('concepts') },
  hints = { run = hints },
  framework = { run = setter('framework'), complete = ids('frameworks') },
  problem = { run = setter('problem'), complete = ids('problems') },
  status = {
    run = setter('status'),
    complete = function()
      return { 'done', 'draft' }
    end,
  },
  practice = {
    run = practice,
    complete = function()
      return { '35', '45', '60', 'stop', 'summary' }
    end,
  },
  restart = { run = restart },
  log = { run = log },
  health = {
    run = function()
      vim.cmd.checkhealth(whyfirst.NAME)
    end,
  },
}

---@param arguments string
function M.run(arguments)
  local name, rest = arguments:match('^(%S+)%s*(.-)%s*$')
  local reason = whyfirst.too_old()
  local action = actions[name]
  if not action then
    local known = table.concat(M.complete('', 'Whyfirst '), ', ')
    say(('there is no :Whyfirst %s; try %s'):format(name, known), vim.log.levels.ERROR)
  elseif reason and name ~= 'health' then
    say(reason, vim.log.levels.ERROR)
  else
    action.run(rest)
  end
end

--- What can stand where the cursor is in `:Whyfirst …`.
---@param typed string The word before the cursor.
---@param line string The whole command line.
---@return string[]
function M.complete(typed, line)
  local name = line:match('Whyfirst!?%s+(%S+)%s')
  local candidates
  if not name then
    candidates = vim.tbl_keys(actions)
  else
    local action = actions[name]
    candidates = action and action.complete and action.complete() or {}
  end
  local fitting = vim.tbl_filter(function(candidate)
    return vim.startswith(candidate, typed)
  end, candidates)
  table.sort(fitting)
  return fitting
end

return M
