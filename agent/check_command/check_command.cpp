#include <utility>

#include "agent/check_command/check_command.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "agent/check/kept_results.hpp"
#include "agent/check/result_json.hpp"
#include "agent/check/result_text.hpp"
#include "platform/tls/identity.hpp"

namespace magpie::agent::check {

namespace {

constexpr int ended_by_signal = 3;

std::string environment(const char* name) {
    const auto* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread
    return value == nullptr ? std::string() : std::string(value);
}

Language language_of(const Options& options) {
    if (!options.language.empty()) {
        return check::language_of(options.language);
    }
    for (const auto* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        if (const auto value = environment(name); !value.empty()) {
            return check::language_of(value);
        }
    }
    return Language::en;
}

/// Tells a person, or a program, how far it is. A value; owned by print_check().
class Screen {
  public:
    Screen(const Options& options, const Config& config)
        : options_(options), is_terminal_(!options.plain && ::isatty(STDOUT_FILENO) == 1) {
        style_ = {.language = language_of(options), .colour = is_terminal_ && environment("NO_COLOR").empty()};
        for (const auto& id : layers_of(config.wifi.ssids)) {
            layers_.push_back({.id = id, .state = State::running});
        }
        winsize size{};
        in_place_ = is_terminal_ && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > layers_.size() + 1;
        if (!options_.json) {
            print(fmt::format("  {}/{}\n\n", config.node.area, config.node.id));
        }
    }

    void tell(const Layer& layer) {
        if (options_.json) {
            if (options_.progress) {
                print(event_json(layer) + "\n");
            }
            return;
        }
        if (!in_place_) {
            if (layer.state != State::running) {
                print(layer_line(layer, style_) + "\n");
            }
            return;
        }
        const auto place = std::ranges::find(layers_, layer.id, &Layer::id);
        if (place != layers_.end()) {
            *place = layer;
        }
        std::string text = drawn_ ? fmt::format("\x1b[{}A", layers_.size()) : std::string();
        for (const auto& one : layers_) {
            text += "\r" + layer_line(one, style_) + "\x1b[K\n";
        }
        drawn_ = true;
        print(text);
    }

    void tell(const Result& result, const std::optional<Result>& before) {
        if (options_.json) {
            print(json_line(result, before) + "\n");
            return;
        }
        print(verdict_text(result, style_));
        if (options_.compare) {
            print(before ? comparison_text(*before, result, style_)
                         : std::string(style_.language == Language::ko ? "\n  비교할 점검이 없음\n"
                                                                       : "\n  There is no check to compare with.\n"));
        }
    }

    void say(const std::string& sentence) const {
        // A program reads the other channel.
        std::fputs((sentence + "\n").c_str(), options_.json ? stderr : stdout);
    }

  private:
    [[nodiscard]] std::string json_line(const Result& result, const std::optional<Result>& before) const {
        if (options_.compare) {
            return options_.progress ? event_json(result, before) : result_json(result, before);
        }
        return options_.progress ? event_json(result) : result_json(result);
    }

    static void print(const std::string& text) {
        std::fputs(text.c_str(), stdout);
        std::fflush(stdout);
    }

    Options options_;
    bool is_terminal_;
    bool in_place_ = false;
    bool drawn_ = false;
    TextStyle style_{};
    std::vector<Layer> layers_;
};

}  // namespace

int print_check(const Options& options, const Config& config, const mqtt::TlsFiles& tls, Run::Look look,
                const HandIn& hand_in, const platform::Clock& clock) {
    boost::asio::io_context loop(1);
    boost::asio::signal_set signals(loop, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code& problem, int /*signal*/) {
        if (!problem) {
            loop.stop();
        }
    });
    const auto identity = tls.certificate_file.empty()
                              ? tl::expected<tls::Identity, std::string>(tl::unexpected(std::string()))
                              : tls::read_identity(tls, clock.now());
    const KeptResults kept(config.check.directory);
    const auto before = kept.newest(clock.now().wall);
    Screen screen(options, config);
    std::optional<Result> found;
    const Run run(
        loop, clock, config,
        {.tls = tls,
         .certificate_ends = identity ? std::optional(identity->not_after) : std::nullopt,
         .accept = options.accept},
        std::move(look), [&](const Layer& layer) { screen.tell(layer); },
        [&](const Result& result) {
            found = result;
            loop.stop();
        });
    loop.run();
    if (!found) {
        return ended_by_signal;
    }
    screen.tell(*found, before);
    if (const auto done = kept.keep(*found); !done) {
        screen.say("magpie-agent: the result is not kept: " + done.error());
    }
    if (options.accept) {
        const auto report = hand_in(result_json(*found));
        screen.say(report ? "\n  signed report: " + *report + "\n  (the agent brings it to the collector)"
                          : "\n  no signed report: " + report.error());
    }
    return exit_code(*found);
}

}  // namespace magpie::agent::check
