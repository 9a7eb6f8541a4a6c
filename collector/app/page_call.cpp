#include <utility>

#include "collector/app/page_call.hpp"

#include <cstdio>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "wire/text.hpp"

namespace magpie::collector {

std::optional<http::Answer> ask_page(const http::Url& url, const http::Credentials& credentials, const PageCall& call) {
    using Answered = tl::expected<http::Answer, http::Failure>;
    boost::asio::io_context loop(1);
    http::ClientSettings settings{.url = url,
                                  .tls = credentials.tls,
                                  .headers = {{"User-Agent", "magpie-collector/" MAGPIE_VERSION}},
                                  .answer_bytes = call.longest};
    settings.url.target = call.target;
    if (!credentials.token.empty()) {
        settings.headers.emplace_back("Authorization", "Bearer " + credentials.token);
    }
    if (call.body) {
        settings.headers.emplace_back("Content-Type", "application/cms");
    }
    std::optional<Answered> answered;
    const auto client = http::Client::make(loop, settings, [] {});
    const auto done = [&](Answered answer) {
        answered = std::move(answer);
        loop.stop();
    };
    if (call.body) {
        client->post(*call.body, done);
    } else if (call.removes) {
        client->remove(call.target, done);
    } else {
        client->get(call.target, done);
    }
    loop.run();
    if (!answered || !*answered) {
        say(name_of(url) + ": " + (answered ? std::string(http::words(answered->error())) : "no answer"));
        return std::nullopt;
    }
    return std::move(**answered);
}

std::optional<http::Credentials> credentials_of(const std::string& token_file, const std::string& ca_file) {
    auto credentials =
        http::read_credentials({.ca_file = ca_file, .certificate_file = {}, .key_file = {}, .token_file = token_file});
    if (!credentials) {
        say(credentials.error());
        return std::nullopt;
    }
    return std::move(*credentials);
}

std::string name_of(const http::Url& url) {
    return (url.tls ? "https://" : "http://") + url.host + ":" + url.port;
}

std::string words_of(const http::Answer& answer) {
    const auto page = nlohmann::json::parse(answer.body, nullptr, false);
    if (page.is_object() && page.contains("reason") && page["reason"].is_string()) {
        return escaped(page["reason"].get<std::string>());
    }
    return escaped(std::string_view(answer.body).substr(0, answer.body.find('\n')));
}

void say(const std::string& sentence) {
    std::fprintf(stderr, "magpie-collector: %s\n", sentence.c_str());
}

}  // namespace magpie::collector
