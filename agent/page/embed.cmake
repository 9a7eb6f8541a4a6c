# Writes OUT: the page in PAGE as C++.
file(READ ${PAGE}/page.html.gz hexadecimal HEX)
file(READ ${PAGE}/policy.txt policy)
string(STRIP "${policy}" policy)
string(LENGTH "${hexadecimal}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hexadecimal}")
string(REGEX REPLACE "((0x[0-9a-f][0-9a-f],)(0x[0-9a-f][0-9a-f],)(0x[0-9a-f][0-9a-f],)(0x[0-9a-f][0-9a-f],)(0x[0-9a-f][0-9a-f],)(0x[0-9a-f][0-9a-f],)(0x[0-9a-f][0-9a-f],)(0x[0-9a-f][0-9a-f],))" "\\1\n" bytes "${bytes}")
file(WRITE ${OUT} "#include \"agent/page/desk.hpp\"

namespace magpie::agent::page {
namespace {

constexpr unsigned char page[] = {
${bytes}};
constexpr std::string_view policy = \"${policy}\";

}  // namespace

BuiltPage built_page() {
    return {{reinterpret_cast<const char*>(page), sizeof page}, policy};
}

}  // namespace magpie::agent::page
")
