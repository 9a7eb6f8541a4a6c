#include "platform/log/log.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <ostream>

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "wire/text.hpp"

namespace magpie::log {
namespace {

spdlog::level::level_enum level_of(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
        case Level::error:
            break;
    }
    return spdlog::level::err;
}

/// sd-daemon(3).
std::string_view priority(Level level) {
    switch (level) {
        case Level::debug:
            return "<7>";
        case Level::info:
            return "<6>";
        case Level::warning:
            return "<4>";
        case Level::error:
            break;
    }
    return "<3>";
}

std::shared_ptr<spdlog::logger> logger(spdlog::sink_ptr sink, Style style, Level least) {
    auto made = std::make_shared<spdlog::logger>("magpie", std::move(sink));
    made->set_level(level_of(least));
    made->flush_on(spdlog::level::debug);
    made->set_error_handler(
        [](const std::string&) {});  // a stderr that is gone is no reason to fail, nor to complain there
    made->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        style == Style::journal ? "%v" : "%Y-%m-%dT%H:%M:%S.%eZ %v", spdlog::pattern_time_type::utc));
    return made;
}

std::string_view word(Level level) {
    switch (level) {
        case Level::debug:
            return "debug ";
        case Level::info:
            return "info ";
        case Level::warning:
            return "warning ";
        case Level::error:
            break;
    }
    return "error ";
}

}  // namespace

Level level_named(std::string_view word) {
    return word == "debug"     ? Level::debug
           : word == "warning" ? Level::warning
           : word == "error"   ? Level::error
                               : Level::info;
}

Style style_of_stderr() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat file {};
    if (!stream || ::fstat(STDERR_FILENO, &file) != 0) {
        return Style::plain;
    }
    return std::to_string(file.st_dev) + ":" + std::to_string(file.st_ino) == stream ? Style::journal : Style::plain;
}

Fact::Fact(std::string_view key, std::string_view text) : key_(key) {
    const std::string safe = escaped(text, 512);
    if (!safe.empty() && safe.find_first_of(" =\"") == std::string::npos) {
        value_ = safe;
        return;
    }
    value_ = '"';
    for (const char c : safe) {
        value_ += (c == '"' ? "\\\"" : std::string(1, c));
    }
    value_ += '"';
}

Fact::Fact(std::string_view key, double value) : key_(key) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    value_ = text;
}

Log::Log(Style style, Level least)
    : sink_(logger(std::make_shared<spdlog::sinks::stderr_sink_mt>(), style, least)), style_(style) {}

Log::Log(std::ostream& out, Style style, Level least)
    : sink_(logger(std::make_shared<spdlog::sinks::ostream_sink_mt>(out), style, least)), style_(style) {}

void Log::write(Level level, std::string_view what, Facts facts) const {
    if (!sink_->should_log(level_of(level))) {
        return;
    }
    std::string line(style_ == Style::journal ? priority(level) : word(level));
    line += escaped(what, 1024);
    for (const Fact& fact : facts) {
        line.append(1, ' ').append(fact.key()).append(1, '=').append(fact.value());
    }
    sink_->log(level_of(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace magpie::log
