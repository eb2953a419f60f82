export default "special";
