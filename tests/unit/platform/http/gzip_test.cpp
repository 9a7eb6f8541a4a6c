#include "platform/http/gzip.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>
#include <string>
#include <vector>

namespace magpie::http {
namespace {

/// As another implementation reads it.
std::string unpacked(const std::string& packed) {
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string text;
    int result = Z_OK;
    while (result == Z_OK) {
        char piece[4096];
        stream.next_out = reinterpret_cast<Bytef*>(piece);
        stream.avail_out = sizeof piece;
        result = inflate(&stream, Z_NO_FLUSH);
        text.append(piece, sizeof piece - stream.avail_out);
    }
    EXPECT_EQ(result, Z_STREAM_END);
    EXPECT_EQ(stream.avail_in, 0U) << "nothing stands behind the end";
    inflateEnd(&stream);
    return text;
}

std::string packed(const std::vector<std::string>& pieces) {
    Gzip gzip;
    std::string out;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        gzip.add(pieces[i], i + 1 == pieces.size(), out);
    }
    return out;
}

TEST(Gzip, NothingIsAnEmptyBody) {
    EXPECT_EQ(unpacked(packed({""})), "");
}

TEST(Gzip, PiecesAreOneBody) {
    EXPECT_EQ(unpacked(packed({"one ", "", "two ", "three", ""})), "one two three");
}

TEST(Gzip, TextOfMetricsBecomesSmall) {
    std::vector<std::string> pieces;
    std::string all;
    for (int i = 0; i < 200; ++i) {
        std::string piece;
        for (int line = 0; line < 500; ++line) {
            piece += "magpie_link_up{area=\"mapo\",node=\"ap-" + std::to_string(i * 500 + line) + "\"} 1\n";
        }
        all += piece;
        pieces.push_back(std::move(piece));
    }
    const auto body = packed(pieces);
    EXPECT_LT(body.size(), all.size() / 5);
    EXPECT_EQ(unpacked(body), all);
}

TEST(Gzip, NoiseOfAnySizeComesBack) {
    std::minstd_rand random(3);
    for (const std::size_t size : {1U, 100U, 65535U, 65536U, 65537U, 300000U}) {
        std::string noise(size, '\0');
        for (auto& byte : noise) {
            byte = static_cast<char>(random());
        }
        EXPECT_EQ(unpacked(packed({noise.substr(0, size / 2), noise.substr(size / 2)})), noise) << size;
    }
}

}  // namespace
}  // namespace magpie::http
