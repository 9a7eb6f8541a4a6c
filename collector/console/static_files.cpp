#include "collector/console/static_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "collector/console/answers.hpp"
#include "collector/exposition/negotiation.hpp"
#include "platform/http/gzip.hpp"

namespace magpie::collector::console {

namespace {

constexpr std::string_view below = "/console/";
constexpr std::size_t most_files = 500;
constexpr std::size_t piece_bytes = std::size_t{64} << 10;

/// What a page of ours may load and do, and nothing a stranger could put in. Pictures of a map come from here, too, or
/// are drawn.
constexpr std::string_view policy =
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

struct Type {
    std::string_view end;
    std::string_view type;
};
constexpr Type types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".geojson", "application/geo+json"},
    {".txt", "text/plain; charset=utf-8"},
    {".map", "application/json"},
};

std::string_view type_of(std::string_view name) {
    const auto* const known = std::ranges::find_if(types, [&](const Type& one) { return name.ends_with(one.end); });
    return known == std::end(types) ? std::string_view("application/octet-stream") : known->type;
}

/// Words of [A-Za-z0-9_.-] with slashes between, of which none begins with a dot.
bool is_name(std::string_view name) {
    bool begins = true;
    for (const char c : name) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (c == '/' ? begins : !letter && c != '_' && c != '-' && (c != '.' || begins)) {
            return false;
        }
        begins = c == '/';
    }
    return !begins && name.size() <= 200;
}

/// Which file of the directory; nothing where the path is not ours.
std::optional<std::string> name_of(std::string_view path) {
    if (path == "/" || path == "/console" || path == below) {
        return "index.html";
    }
    if (!path.starts_with(below)) {
        return std::nullopt;
    }
    return std::string(path.substr(below.size()));
}

std::string_view header(const http::Request& request, const std::string& name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string_view() : std::string_view(found->second);
}

struct Descriptor {
    int number = -1;
    explicit Descriptor(const std::string& path) : number(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number >= 0) {
            ::close(number);
        }
    }
};

/// Sent in pieces, which hold on to nothing but the bytes, for the file may be another meanwhile.
void send(http::Response& response, const std::string& bytes, bool compressed) {
    if (!compressed) {
        response.body = bytes;
        return;
    }
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.more = [bytes = std::make_shared<const std::string>(bytes), gzip = std::make_shared<http::Gzip>(),
                     sent = std::size_t{0}](std::string& out) mutable {
        const auto piece = std::string_view(*bytes).substr(sent, piece_bytes);
        sent += piece.size();
        gzip->add(piece, sent >= bytes->size(), out);
        return sent < bytes->size();
    };
}

}  // namespace

bool ServedFile::look() {
    const Descriptor file(path_);
    struct stat about {};
    if (file.number < 0 || ::fstat(file.number, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size < 0 ||
        static_cast<std::uint64_t>(about.st_size) > most_bytes) {
        bytes_.clear();
        tag_.clear();
        return false;
    }
    const auto tag = fmt::format("W/\"{:x}-{:x}{:08x}\"", about.st_size, about.st_mtim.tv_sec, about.st_mtim.tv_nsec);
    if (tag == tag_) {
        return true;
    }
    std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
    std::size_t read = 0;
    while (read < bytes.size()) {
        const auto size = ::read(file.number, bytes.data() + read, bytes.size() - read);
        if (size <= 0) {
            return false;
        }
        read += static_cast<std::size_t>(size);
    }
    bytes_ = std::move(bytes);
    tag_ = tag;
    return true;
}

http::Response file_answer(ServedFile& file, const http::Request& request, std::string_view content_type,
                           std::string_view missing) {
    if (!file.look()) {
        return problem(404, missing);
    }
    http::Response response;
    response.content_type = content_type;
    response.headers = {{"ETag", file.tag()}, {"Cache-Control", "no-cache"}, {"Vary", "Accept-Encoding"}};
    if (header(request, "if-none-match").find(file.tag()) != std::string_view::npos) {
        response.status = 304;
        return response;
    }
    send(response, file.bytes(), takes_gzip(header(request, "accept-encoding")));
    return response;
}

ServedFile* StaticFiles::find(const std::string& name) {
    const auto known = files_.find(name);
    if (known == files_.end() && files_.size() >= most_files) {
        files_.clear();
    }
    auto& file =
        known != files_.end() ? known->second : files_.try_emplace(name, directory_ + "/" + name).first->second;
    if (file.look()) {
        return &file;
    }
    files_.erase(name);
    return nullptr;
}

std::optional<http::Response> StaticFiles::answer(const http::Request& request) {
    const auto name = directory_.empty() ? std::nullopt : name_of(request.path);
    if (!name) {
        return std::nullopt;
    }
    auto* file = is_name(*name) ? find(*name) : nullptr;
    if (file == nullptr) {
        return *name == "index.html" ? std::nullopt : std::optional(problem(404, "the console has no such file"));
    }
    http::Response response;
    response.content_type = type_of(*name);
    // What the build names by its content never changes.
    const bool lasts = name->starts_with("assets/");
    response.headers = {{"ETag", file->tag()},
                        {"Cache-Control", lasts ? "public, max-age=31536000, immutable" : "no-cache"},
                        {"Vary", "Accept-Encoding"},
                        {"Content-Security-Policy", std::string(policy)},
                        {"X-Content-Type-Options", "nosniff"},
                        {"Referrer-Policy", "no-referrer"}};
    if (header(request, "if-none-match").find(file->tag()) != std::string_view::npos) {
        response.status = 304;
        return response;
    }
    if (takes_gzip(header(request, "accept-encoding"))) {
        if (auto* packed = find(*name + ".gz")) {
            response.headers.emplace_back("Content-Encoding", "gzip");
            response.body = packed->bytes();
            return response;
        }
    }
    file = find(*name);  // anew, for the search may have forgotten it
    if (file == nullptr) {
        return problem(404, "the console has no such file");
    }
    response.body = file->bytes();
    return response;
}

}  // namespace magpie::collector::console
